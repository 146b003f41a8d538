import type { CheckoutState } from '../checkout-state.ts';
import { type QrCode, qrCode } from '../qr.ts';

/**
 * What the code on the card says. While it can be paid: the invoice. Afterwards a code as dense stands there, pale and
 * blurred, that says nothing but the reference: a payment that is under way or too late cannot be made once more by
 * scanning what is left.
 *
 * @returns Null where there is no code.
 */
export function codeText({ phase, payment }: CheckoutState): string | null {
  if (phase === 'awaiting') return payment?.invoice?.bolt11 ?? null;
  return payment && (phase === 'processing' || phase === 'expired')
    ? `${payment.reference} `.repeat(24)
    : null;
}

/** Makes what turns states into codes, and draws each only once. */
export function createCodeDrawer(): (state: CheckoutState) => QrCode | null {
  let drawn: { readonly text: string; readonly qr: QrCode } | undefined;
  return (state) => {
    const text = codeText(state);
    if (text === null) return null;
    if (drawn?.text !== text) drawn = { text, qr: qrCode(text) };
    return drawn.qr;
  };
}
