import type { PaymentErrorCode } from '../../payments/errors.ts';

/** What a customer reads where something failed: what happened, then what to do. */
export interface ErrorText {
  readonly title: string;
  readonly words: string;
}

const LINK = 'This link does not work';
const ASK = 'Please ask the shop for a new one.';

const NO_ANSWER: ErrorText = {
  title: 'No answer',
  words: 'The shop’s payment service did not answer. Please try again in a moment.',
};
const UNREADABLE: ErrorText = {
  title: 'This could not be read',
  words: 'What your browser sent is not what this page sends. Please go back and try again.',
};
const BROKEN: ErrorText = {
  title: 'Something went wrong',
  words: 'It is a fault of ours. Please try again in a moment.',
};

const TEXTS: Partial<Record<PaymentErrorCode, ErrorText>> = {
  malformed_json: UNREADABLE,
  idempotency_key_invalid: UNREADABLE,
  unsupported_media_type: UNREADABLE,
  body_too_large: UNREADABLE,
  invalid_request: {
    title: LINK,
    words: `Something in it is missing, there twice, or not as it should be. ${ASK}`,
  },
  product_unknown: { title: LINK, words: 'What it was for is not on sale. Please ask the shop.' },
  request_invalid: { title: LINK, words: `It is too old, or was changed on its way. ${ASK}` },
  idempotency_mismatch: { title: LINK, words: `It was used for another payment. ${ASK}` },
  open_amounts_off: { title: LINK, words: `This shop sets its prices itself, and the link has none. ${ASK}` },
  currency_not_accepted: { title: LINK, words: `The shop does not take this currency. ${ASK}` },
  amount_out_of_range: { title: LINK, words: `The shop does not take this amount. ${ASK}` },
  origin_not_allowed: {
    title: 'Nothing was done',
    words:
      'The button that brought you here is on another site. Open the payment link itself, and press the button there.',
  },
  payment_not_found: {
    title: 'No such payment',
    words: 'There is none, or it was begun in another browser. Please open it there, or ask the shop.',
  },
  not_found: { title: 'No such receipt', words: 'Please check the address, or ask the shop.' },
  rate_limited: {
    title: 'One moment',
    words: 'Too many tries just now. Please wait a moment, then try again.',
  },
  idempotency_in_progress: {
    title: 'One moment',
    words: 'Your invoice is on its way. Please try again in a moment.',
  },
  gateway_bad_answer: {
    title: 'No invoice',
    words: 'The invoice was not the one we asked for, so it is not shown. Please tell the shop.',
  },
  gateway_unavailable: NO_ANSWER,
  ledger_unavailable: NO_ANSWER,
  liquidity_unavailable: {
    title: 'Not now',
    words: 'The shop cannot receive this amount now. Please try again later.',
  },
};

/** Says to a customer what a failure means. */
export function errorText(code: PaymentErrorCode): ErrorText {
  return TEXTS[code] ?? BROKEN;
}
