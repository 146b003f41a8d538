/**
 * Every text of the checkout in English; another language is a file of the same shape. Placeholders: `{amount}`
 * formatted money, `{sats}` formatted satoshis, `{shop}`, `{reference}`, `{time}` a span like "5 minutes", `{min}`,
 * `{max}`. Short, plain, sentence case: what happened, then what to do.
 */
export const en = {
  /** In which the language is written: `ltr` or `rtl`. */
  direction: 'ltr',
  /** What a form says that is to be sent before it is paid. */
  required: 'Please pay first.',
  dialog: 'Pay {shop}',
  close: 'Close',
  oneMoment: 'One moment',

  amount: 'Amount',
  amountRange: 'Between {min} and {max}',
  amountInvalid: 'Please enter {min} to {max}.',
  next: 'Continue',

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

  code: 'QR code of the invoice for {sats}. Scan it with a Lightning wallet, or use the buttons below.',
  timeLeft: 'Time left',
  left: '{time} left',

  copy: 'Copy',
  copied: 'Copied',
  copyInvoice: 'Copy invoice',
  openWallet: 'Open wallet',
  /** Said when "Open wallet" did nothing. */
  noWallet: 'No wallet opened. Copy the invoice and paste it into your wallet.',
  /** Pays with the wallet that is built into this browser. */
  browserWallet: 'Pay in this browser',
  newCode: 'New code',
  tryAgain: 'Try again',
  /** Link to the same payment on a page of the payment service. */
  paymentPage: 'Open payment page',
  support: 'Get help',
  done: 'Done',
  receipt: 'Receipt',
  test: 'TEST',
  testMeaning: 'Test payment: no real money',

  unanswered: 'The shop’s payment service did not answer. Please try again in a moment.',
  unreachable: 'The shop’s payment service is out of reach. Check your connection, then try again.',
  busy: 'Too many tries. Please wait a moment, then try again.',
  mismatch: 'The invoice was not the one we asked for, so it is not shown. Please tell the shop.',
  ended: 'This payment is over. Already paid? Show the shop {reference}.',
  notRenewed: 'We could not get a new code. Already paid? We are still watching {reference}.',
  refused: 'The shop cannot take this payment now. Please tell the shop.',
};

/** The texts of one language. */
export type Texts = Readonly<Record<keyof typeof en, string>>;
