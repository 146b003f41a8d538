/** What the simulated wallet reports of a payment that it tried. */
export type WalletResult =
  | { readonly paid: true; readonly preimage: string | null }
  | { readonly paid: false; readonly reason: string };

/**
 * Pays an invoice at the simulated BTCPay's node, as a wallet in a customer's pocket would.
 *
 * @param simulatorUrl Origin of the simulator, without a trailing slash.
 * @param bolt11 The invoice, as the QR code holds it, in either case.
 * @throws Error when the simulator does not answer.
 */
export async function payInvoice(simulatorUrl: string, bolt11: string): Promise<WalletResult> {
  const response = await fetch(`${simulatorUrl}/control/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ bolt11: bolt11.toLowerCase() }),
    signal: AbortSignal.timeout(10_000),
  });
  const body = (await response.json().catch(() => ({}))) as { message?: unknown; preimage?: unknown }; // checked below
  if (!response.ok) {
    return { paid: false, reason: String(body.message ?? `The wallet was refused (${response.status}).`) };
  }
  return { paid: true, preimage: typeof body.preimage === 'string' ? body.preimage : null };
}
