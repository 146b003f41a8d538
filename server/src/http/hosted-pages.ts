import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { PaymentError, type PaymentErrorCode } from '../payments/errors.ts';
import { currentInvoice, type Payment } from '../payments/payment.ts';
import { isReceiptToken } from '../payments/receipt.ts';
import { randomText } from '../payments/reference.ts';
import type { AppDeps } from './deps.ts';
import { outward } from './errors.ts';
import { type InvoiceView, invoicePage } from './hosted/invoice-page.ts';
import { mailNotice } from './hosted/mail-form.ts';
import { messagePage } from './hosted/message-page.ts';
import { findOffer } from './hosted/offer.ts';
import { type OrderForm, readOrder, readOrderForm, toBody, withoutTyped, withTyped } from './hosted/order.ts';
import { orderPage, rangeText } from './hosted/order-page.ts';
import type { Html, Site } from './hosted/page.ts';
import { pageFileRoutes } from './hosted/page-files.ts';
import { receiptPage } from './hosted/receipt-page.ts';
import { errorText } from './hosted/texts.ts';
import { smallBody } from './json-body.ts';
import { type CreationDeps, createWithinLimits, renewWithinLimits } from './limited-creation.ts';
import { type HttpEnv, noteError } from './middleware.ts';
import { findPayment } from './payment-access.ts';
import { toWire } from './payment-view.ts';
import { receiptEmailBody } from './receipt-email-contract.ts';
import { canonical } from './request-hash.ts';

type HostedDeps = CreationDeps &
  Pick<
    AppDeps,
    'settings' | 'ledger' | 'secrets' | 'askReceipt' | 'pageFiles' | 'random' | 'log' | 'counters'
  >;

const COOKIE = 'lp_client_secret';
/** As long as the element remembers a payment. */
const COOKIE_SECONDS = 86_400;
/** How soon a page that could not be made is read again. */
const RETRY_SECONDS = 5;

/** What may work in a moment: the form stays, with the same key. */
const PASSING: ReadonlySet<PaymentErrorCode> = new Set([
  'rate_limited',
  'idempotency_in_progress',
  'gateway_unavailable',
  'gateway_forbidden',
  'gateway_bad_answer',
  'ledger_unavailable',
  'liquidity_unavailable',
]);

/** Routes of the hosted checkout and of receipts: pages for people, which work without scripts. */
export function hostedPageRoutes(deps: HostedDeps): Hono<HttpEnv> {
  const { settings, clock } = deps;
  const url = new URL(settings.publicUrl);
  const base = url.pathname.replace(/\/$/, '');
  const site: Site = {
    base,
    shop: url.host,
    test: settings.network !== 'mainnet',
    supportUrl: settings.supportUrl,
    files: deps.pageFiles,
  };
  const app = new Hono<HttpEnv>();
  app.route('/', pageFileRoutes(deps.pageFiles));
  app.onError((thrown, c) => answerPage(deps, site, thrown, c));
  const form = [ownOrigin(url.origin), formOnly(), smallBody()] as const;
  const secretOf = (c: Context) => getCookie(c, COOKIE);
  const show = (
    payment: Payment,
    how: Partial<Pick<InvoiceView, 'isStill' | 'hasNoCode' | 'mail'>>,
  ): Html => {
    const { isStill = false, hasNoCode = false, mail = { isSent: false, notice: null } } = how;
    const invoice = currentInvoice(payment);
    const lifeMs = invoice === null ? 0 : invoice.expiresAtMs - invoice.createdAtMs;
    // The page links to its receipt; the signed one is for programs.
    const wire = toWire(payment, clock.now(), settings.publicUrl, null);
    return invoicePage(site, {
      payment: wire,
      lifeSeconds: Math.round(lifeMs / 1_000),
      hasNoCode,
      isStill,
      mail: settings.mail ? mail : null,
    });
  };

  app.get('/pay', async (c) => {
    const offer = await findOffer(deps, readOrder(new URL(c.req.url).searchParams));
    return c.html(orderPage(site, { offer, key: randomText(deps.random), notice: null, filled: {} }));
  });

  app.post('/pay', ...form, async (c) => {
    const sent = readOrderForm(new URLSearchParams(await c.req.text()));
    try {
      const body = toBody(withTyped(sent.order, sent.typed));
      // The order is part of the key: who goes back and types another amount makes another payment.
      const key = `form ${sent.key} ${canonical(body)}`;
      const { payment } = await createWithinLimits(deps, c.env.incoming, body, key);
      setCookie(c, COOKIE, deps.secrets.issue(payment.id), {
        path: `${base}/pay/${payment.id}`,
        httpOnly: true,
        sameSite: 'Lax',
        secure: url.protocol === 'https:',
        maxAge: COOKIE_SECONDS,
      });
      return c.redirect(`${base}/pay/${payment.id}`, 303);
    } catch (thrown) {
      return askAgain(deps, site, sent, thrown, c);
    }
  });

  app.get('/pay/:id', async (c) => {
    const payment = await findPayment(deps, c.req.param('id'), secretOf(c));
    const [isStill, isSent] = [c.req.query('still') !== undefined, c.req.query('mailed') !== undefined];
    return c.html(show(payment, { isStill, mail: { isSent, notice: null } }));
  });

  app.post('/pay/:id', ...form, async (c) => {
    const payment = await findPayment(deps, c.req.param('id'), secretOf(c));
    try {
      await renewWithinLimits(deps, c.env.incoming, payment);
    } catch (thrown) {
      if (!(thrown instanceof PaymentError)) throw thrown;
      // Paid meanwhile, whole or in part: the page says so.
      const isPaid = thrown.code === 'already_settled' || thrown.code === 'partially_paid';
      if (!isPaid) {
        setStatus(c, noteError(deps, thrown, c).error);
        return c.html(show(payment, { hasNoCode: true }));
      }
    }
    return c.redirect(`${base}/pay/${payment.id}`, 303);
  });

  app.post('/pay/:id/mail', ...form, async (c) => {
    const payment = await findPayment(deps, c.req.param('id'), secretOf(c));
    const page = `${base}/pay/${payment.id}`;
    const typed = { email: new URLSearchParams(await c.req.text()).get('email')?.trim() };
    const body = receiptEmailBody.safeParse(typed);
    try {
      if (!body.success) throw new PaymentError('invalid_request');
      await deps.askReceipt(payment, body.data.email);
    } catch (thrown) {
      if (!(thrown instanceof PaymentError)) throw thrown;
      // The page says how it stands instead.
      if (thrown.code === 'not_settled') return c.redirect(page, 303);
      const { error } = noteError(deps, thrown, c);
      setStatus(c, error);
      return c.html(show(payment, { mail: { isSent: false, notice: mailNotice(outward(error).code) } }));
    }
    return c.redirect(`${page}?mailed`, 303);
  });

  app.get('/receipt/:token', async (c) => {
    const token = c.req.param('token');
    if (!isReceiptToken(token)) throw new PaymentError('not_found');
    // Held against the receipt: whoever passes one around must not use up the reads of the payment's own page.
    await deps.limits.read(token);
    const payment = await deps.ledger.findByReceipt(token);
    if (payment === null) throw new PaymentError('not_found');
    return c.html(receiptPage(site, payment));
  });
  return app;
}

/** Takes forms of our own pages only: no other site can make a customer's browser act here. */
function ownOrigin(origin: string): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.header('origin') !== origin) throw new PaymentError('origin_not_allowed');
    await next();
  };
}

function formOnly(): MiddlewareHandler {
  return async (c, next) => {
    const type = c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
    if (type !== 'application/x-www-form-urlencoded') throw new PaymentError('unsupported_media_type');
    await next();
  };
}

/** Shows the form once more where the next try may work; else throws what was thrown. */
async function askAgain(
  deps: HostedDeps,
  site: Site,
  { order, key, typed }: OrderForm,
  thrown: unknown,
  c: Context<HttpEnv>,
): Promise<Response> {
  if (!(thrown instanceof PaymentError)) throw thrown;
  const isAmount =
    typed.includes('amount') &&
    (thrown.code === 'amount_out_of_range' || thrown.errors?.some(({ path }) => path === 'amount'));
  if (!isAmount && !PASSING.has(thrown.code)) throw thrown;
  const offer = await findOffer(deps, withoutTyped(order, typed));
  const { error } = noteError(deps, thrown, c);
  const { currencies } = offer;
  const notice = isAmount
    ? `Please enter an amount. ${rangeText(currencies)}.`
    : errorText(outward(error).code).words;
  setStatus(c, error);
  return c.html(orderPage(site, { offer, key, notice, filled: order }));
}

/** Answers whatever was thrown with a page. Like a problem it tells nothing of our inside. */
function answerPage(
  deps: HostedDeps,
  site: Site,
  thrown: unknown,
  c: Context<HttpEnv>,
): Response | Promise<Response> {
  const { error, id } = noteError(deps, thrown, c);
  const { code, status } = outward(error);
  setStatus(c, error);
  return c.html(
    messagePage(site, {
      ...errorText(code),
      requestId: id,
      isNothingCharged: c.req.path === '/pay',
      retrySeconds: c.req.method === 'GET' && (status === 429 || status === 503) ? RETRY_SECONDS : null,
    }),
  );
}

function setStatus(c: Context, error: PaymentError): void {
  const { status, retryAfterSeconds } = outward(error);
  c.status(status);
  if (retryAfterSeconds !== undefined) c.header('Retry-After', String(retryAfterSeconds));
}
