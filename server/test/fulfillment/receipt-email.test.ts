import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ports } from '../../src/compose.ts';
import { ORIGIN, type Rig, startRig } from '../acceptance/rig.ts';
import { type MailRig, startMailRig } from './mail-rig.ts';

const OTHER = 'other@example.com';
const PROBLEM = 'application/problem+json';

describe('POST /v1/payments/:id/receipt-email', () => {
  let mail: MailRig;
  const calls: string[] = [];

  const counting = (ports: Ports): Ports => ({
    ...ports,
    ledger: {
      ...ports.ledger,
      getPayment(id) {
        calls.push('getPayment');
        return ports.ledger.getPayment(id);
      },
      askReceipt(request) {
        calls.push('askReceipt');
        return ports.ledger.askReceipt(request);
      },
    },
  });
  beforeAll(async () => {
    mail = await startMailRig({ wrap: counting });
  });
  afterAll(() => mail.stop());

  const ask = (
    rig: Rig,
    { id, clientSecret }: { id: string; clientSecret: string },
    body: unknown = { email: OTHER },
    headers: Record<string, string> = {},
  ) =>
    fetch(`${rig.url}/v1/payments/${id}/receipt-email`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${clientSecret}`, 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const told = async (answer: Response) => ({
    status: answer.status,
    type: answer.headers.get('content-type'),
    code: ((await answer.json()) as { code?: string }).code,
  });

  it('mails the receipt to the address that is asked for, three times at most', async () => {
    const payment = await mail.sell({ email: undefined });
    await mail.over(payment.id);
    for (let n = 1; n <= 3; n += 1) {
      const answer = await ask(mail.rig, payment);
      expect(answer.status).toBe(202);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(await answer.json()).toEqual({ queued: true });
      await mail.over(payment.id);
      expect(mail.mailsOf(payment, OTHER)).toHaveLength(n);
    }
    const answer = await ask(mail.rig, payment, { email: 'third@example.com' });
    expect(answer.headers.get('retry-after')).toBe('86400');
    expect(await told(answer)).toEqual({ status: 429, type: PROBLEM, code: 'rate_limited' });
  });

  it('counts the one that was asked for at creation', async () => {
    const payment = await mail.sell();
    await mail.over(payment.id);
    const answers = await Promise.all([1, 2, 3].map(() => ask(mail.rig, payment)));
    // Two of one moment are one: they go to one address.
    expect(answers.filter(({ status }) => status === 202).length).toBeGreaterThanOrEqual(2);
    await mail.over(payment.id);
    expect(mail.mailsOf(payment, OTHER).length).toBeLessThanOrEqual(2);
  });

  it('answers who has no right to the payment as if there were none, and asks no database for it', async () => {
    const [payment, stranger] = [await mail.rig.createPayment(), await mail.rig.createPayment()];
    calls.length = 0;
    for (const clientSecret of ['', 'x', stranger.clientSecret]) {
      const answer = await ask(mail.rig, { id: payment.id, clientSecret });
      expect(await told(answer)).toEqual({ status: 404, type: PROBLEM, code: 'payment_not_found' });
    }
    expect(calls).toEqual([]);
    const answer = await ask(mail.rig, payment);
    expect(await told(answer), 'the control').toEqual({ status: 409, type: PROBLEM, code: 'not_settled' });
    expect(calls).toContain('getPayment');
    expect(calls).not.toContain('askReceipt');
  });

  it.each<[string, unknown, number, string]>([
    ['no JSON', '{', 400, 'malformed_json'],
    ['nothing in it', {}, 422, 'invalid_request'],
    ['no address', { email: 'buyer' }, 422, 'invalid_request'],
    ['one that is too long', { email: `${'x'.repeat(250)}@example.com` }, 422, 'invalid_request'],
    ['a header', { email: 'a@example.com\r\nBcc: b@example.com' }, 422, 'invalid_request'],
    ['two addresses', { email: 'a@example.com, b@example.com' }, 422, 'invalid_request'],
    ['another field', { email: OTHER, more: 1 }, 422, 'invalid_request'],
    ['too much', `{"email":"${'x'.repeat(20_000)}"}`, 413, 'body_too_large'],
  ])('refuses a body with %s', async (_, body, status, code) => {
    const payment = await mail.sell({ email: undefined });
    await mail.over(payment.id);
    expect(await told(await ask(mail.rig, payment, body))).toEqual({ status, type: PROBLEM, code });
    expect(mail.mailsOf(payment, OTHER)).toEqual([]);
  });

  it('takes JSON only, from pages of listed origins', async () => {
    const payment = await mail.rig.createPayment();
    const text = await ask(mail.rig, payment, undefined, { 'Content-Type': 'text/plain' });
    expect(await told(text)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    const preflight = (origin: string) =>
      fetch(`${mail.rig.url}/v1/payments/${payment.id}/receipt-email`, {
        method: 'OPTIONS',
        headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
      });
    expect((await preflight(ORIGIN)).headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('is 409 mail_not_configured where mail is off, as /v1/config says', async () => {
    const rig = await startRig();
    try {
      const answer = await ask(rig, await rig.createPayment());
      expect(await told(answer)).toEqual({ status: 409, type: PROBLEM, code: 'mail_not_configured' });
      const mailOf = async (url: string) =>
        ((await (await fetch(`${url}/v1/config`)).json()) as { mail: boolean }).mail;
      expect(await mailOf(rig.url)).toBe(false);
      expect(await mailOf(mail.rig.url)).toBe(true);
    } finally {
      await rig.stop();
    }
  });
});
