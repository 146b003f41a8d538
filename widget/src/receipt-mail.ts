import { MAIL_WORDS } from './locales/mail-words.ts';
import { REQUEST } from './server.ts';
import { RECEIPT_MAIL } from './styles/receipt-mail.ts';
import type { Template } from './views/html.ts';
import { type MailPhase, mailForm } from './views/mail-form.ts';

/** Later than this the customer is told that it failed. */
const TIMEOUT_MS = 10_000;

/** What a receipt is mailed with. */
export interface ReceiptMailOptions {
  /** As `parseServerUrl` gives it; null in a sandbox, where every mail arrives. */
  readonly server: URL | null;
  readonly paymentId: string;
  readonly clientSecret: string;
  /** BCP 47 tag; its base language counts. */
  readonly locale: string;
  /** The address was given with the order: the server has mailed it already. */
  readonly isSent: boolean;
  readonly fetch?: typeof fetch;
  /** It is to be drawn again. */
  readonly onChange: () => void;
}

/** The offer to mail a receipt, of one paid payment. */
export interface ReceiptMail {
  render(): Template;
}

/** Style sheet of the offer; stands after the companion's. */
export const receiptMailStyles: string = RECEIPT_MAIL;

/** Offers to mail the receipt. The entry of the lazy chunk "mail". */
export function createReceiptMail(options: ReceiptMailOptions): ReceiptMail {
  const { server, paymentId, clientSecret, onChange, fetch: send = (...args) => fetch(...args) } = options;
  const words = MAIL_WORDS[options.locale.split('-')[0] ?? ''] ?? MAIL_WORDS['en'];
  if (!words) throw new RangeError('there are no English words');
  let typed = '';
  let phase: MailPhase = options.isSent ? 'sent' : 'asking';

  function become(next: MailPhase): void {
    phase = next;
    onChange();
  }

  async function post(email: string): Promise<MailPhase> {
    if (!server) return 'sent';
    try {
      const response = await send(
        new URL(`v1/payments/${encodeURIComponent(paymentId)}/receipt-email`, server),
        {
          ...REQUEST,
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${clientSecret}` },
          body: JSON.stringify({ email }),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        },
      );
      if (response.ok) return 'sent';
      return response.status === 422 ? 'wrong' : response.status === 429 ? 'spent' : 'failed';
    } catch {
      return 'failed';
    }
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (phase === 'sending') return;
    const form = event.currentTarget as HTMLFormElement; // the listener stands on the form
    const email = typed.trim();
    become('sending');
    become(isAddress(email) ? await post(email) : 'wrong');
    if (phase === 'wrong') form.querySelector('input')?.focus();
  }

  return {
    render: () =>
      mailForm({
        phase,
        typed,
        words,
        on: {
          type(event) {
            // It would leave the shadow tree, and be an input of the element to the page.
            event.stopPropagation();
            typed = (event.target as HTMLInputElement).value; // the listener stands on the input
            if (phase === 'wrong' || phase === 'failed') become('asking');
          },
          submit: (event) => void submit(event),
        },
      }),
  };
}

/** What is surely no address is not sent; the server judges the rest. */
function isAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(text);
}
