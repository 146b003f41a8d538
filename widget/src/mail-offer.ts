import { loadChunk } from './lazy-chunk.ts';
import type { ReceiptMail } from './receipt-mail.ts';
import { REQUEST } from './server.ts';
import { nothing, type Template } from './views/html.ts';
import type { Scene } from './views/scene.ts';

/** Later than this nobody waits for an offer. */
const TIMEOUT_MS = 5_000;

/** The offer of one element's payment; null until it has come, and where there is none. */
interface Offer {
  readonly paymentId: string;
  mail: ReceiptMail | null;
}

const offers = new WeakMap<Scene['host'], Offer>();

/**
 * The offer to mail the receipt of a paid payment, where the server mails: asked for, and its chunk loaded, with the first
 * drawing. Nothing where the page leaves for its `success-url` by itself in a moment.
 */
export function mailOffer(scene: Scene): Template | typeof nothing {
  const { host } = scene;
  const paymentId = scene.state.payment?.id ?? '';
  const known = offers.get(host);
  if (known?.paymentId === paymentId) return known.mail?.render() ?? nothing;
  const offer: Offer = { paymentId, mail: null };
  offers.set(host, offer);
  void find(scene, paymentId, !known)
    .catch(() => null) // it is no part of paying
    .then((mail) => {
      offer.mail = mail;
      host.requestUpdate();
    });
  return nothing;
}

async function find(scene: Scene, paymentId: string, isFirst: boolean): Promise<ReceiptMail | null> {
  const { host, server, checkout, locale } = scene;
  const clientSecret = checkout?.clientSecret;
  const isSandbox = host.sandbox !== null;
  const isSent = Boolean(host.email);
  if (!clientSecret || (host.successUrl && !isSent) || !(isSandbox || (await mails(server)))) return null;
  const { createReceiptMail, receiptMailStyles } = await loadChunk('mail', () => import('./receipt-mail.ts'));
  if (isFirst) adopt(host, receiptMailStyles);
  const onChange = () => host.requestUpdate();
  return createReceiptMail({
    server: isSandbox ? null : server,
    paymentId,
    clientSecret,
    locale,
    isSent,
    onChange,
  });
}

async function mails(server: URL): Promise<boolean> {
  // Unlike a payment it may come from the cache, for as long as the server says.
  const init: RequestInit = { ...REQUEST, cache: 'default', signal: AbortSignal.timeout(TIMEOUT_MS) };
  const response = await fetch(new URL('v1/config', server), init);
  const config: unknown = response.ok ? await response.json() : null;
  return (config as { mail?: unknown } | null)?.mail === true; // whatever else it is
}

function adopt({ renderRoot }: Scene['host'], styles: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  const root = renderRoot as ShadowRoot; // the element renders in its shadow root
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
