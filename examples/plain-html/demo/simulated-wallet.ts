import { sendControl } from './simulator-control.ts';

/** What the simulated wallet reports of a payment that it tried. */
export type WalletResult =
  | { readonly paid: true; readonly preimage: string | null }
  | { readonly paid: false; readonly reason: string };

/** How an invoice is paid, where not as usual. */
export interface PayOptions {
  /** Whole satoshis; without it exactly what the invoice says. */
  readonly sats?: number;
  /** BTCPay hears of the payment whatever state it is in. */
  readonly isHeard?: boolean;
}

/**
 * Pays an invoice at the simulated BTCPay's node, as a wallet in a customer's pocket would.
 *
 * @param simulatorUrl Origin of the simulator, without a trailing slash.
 * @param bolt11 The invoice, as the QR code holds it, in either case.
 * @throws Error when the simulator does not answer.
 */
export async function payInvoice(
  simulatorUrl: string,
  bolt11: string,
  { sats, isHeard = false }: PayOptions = {},
): Promise<WalletResult> {
  const { status, json } = await sendControl(simulatorUrl, 'pay', {
    bolt11: bolt11.toLowerCase(),
    ...(sats === undefined ? {} : { sats }),
    ...(isHeard ? { btcpay: 'heard' } : {}),
  });
  if (status !== 200)
    return { paid: false, reason: String(json.message ?? `The wallet was refused (${status}).`) };
  return { paid: true, preimage: typeof json.preimage === 'string' ? json.preimage : null };
}
