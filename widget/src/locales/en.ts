/** Texts of the button, in the entry. `{amount}` is formatted money. */
export const buttonTexts = {
  pay: 'Pay {amount}',
  payPlain: 'Pay with Lightning',
  notLoaded: 'Could not load. Try again',
};

/**
 * Texts of the checkout, in its chunk. Placeholders: `{amount}` formatted money, `{sats}` formatted satoshis, `{shop}`,
 * `{reference}`. Short, plain, sentence case: what happened, then what to do.
 */
export const checkoutTexts = {
  /** In which the language is written: `ltr` or `rtl`. */
  direction: 'ltr',
  dialog: 'Pay {shop}',
  close: 'Close',
  oneMoment: 'One moment',
  creating: 'Getting your invoice',
  awaiting: 'Waiting for payment',
  processing: 'Payment seen, confirming',
  settled: 'Paid',
  expired: 'This code has expired. Already paid? We are still watching {reference}.',
  partExpired: 'Expired after part was paid. Please show the shop {reference}.',
  reconnecting: 'Connection lost, reconnecting',
  remainder: 'Part of it has arrived. Still to pay: {sats}.',
  rateExpired: 'Rate expired',
  nothingCharged: 'Nothing was charged',
  hasPayment: '{shop} has your payment.',
  keepReceipt: 'Keep the receipt for your records.',
  code: 'QR code of a Lightning invoice for {sats}. Scan it with a Lightning wallet, or use the buttons below.',
  timeLeft: 'Time left',
  fiveMinutes: '5 minutes left',
  oneMinute: '1 minute left',
  copy: 'Copy',
  copied: 'Copied',
  copyInvoice: 'Copy invoice',
  openWallet: 'Open wallet',
  newCode: 'New code',
  tryAgain: 'Try again',
  done: 'Done',
  receipt: 'Receipt',
  test: 'TEST',
  testMeaning: 'Test payment: no real money',
};

/** Why a checkout failed; `status-text.ts` says which codes mean which. */
export const errorTexts = {
  unanswered: 'The shop’s payment service did not answer. Please try again in a moment.',
  unreachable: 'The shop’s payment service could not be reached. Check your connection, then try again.',
  busy: 'Too many tries just now. Please wait a moment, then try again.',
  mismatch: 'The invoice was not the one we asked for, so it is not shown. Please tell the shop.',
  ended: 'This payment can no longer be completed. If you have paid, show the shop {reference}.',
  notRenewed: 'We could not get a new code. Already paid? We are still watching {reference}.',
  refused: 'The shop cannot take this payment now. Please tell the shop.',
};

/** A text of the checkout. */
export type CheckoutTexts = typeof checkoutTexts;
