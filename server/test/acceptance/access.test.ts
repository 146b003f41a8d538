import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ports } from '../../src/compose.ts';
import { PaymentError } from '../../src/payments/errors.ts';
import { newKey, READ_KEY, type Rig, startRig } from './rig.ts';

describe('access', () => {
  let rig: Rig;
  const calls: string[] = [];
  let broken: Error | null = null;

  /** Counts every call of the ledger, and can make reads fail. */
  const counting = (ports: Ports): Ports => ({
    ...ports,
    ledger: new Proxy(ports.ledger, {
      get(target, name) {
        const member = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          calls.push(String(name));
          if (broken !== null && name === 'getPayment') return Promise.reject(broken);
          return member.apply(target, args);
        };
      },
    }),
  });

  beforeAll(async () => {
    rig = await startRig({ wrap: counting });
  });
  afterAll(() => rig.stop());

  const read = (path: string, authorization?: string) =>
    fetch(
      `${rig.url}/v1/payments/${path}`,
      authorization === undefined ? {} : { headers: { Authorization: authorization } },
    );
  const comparable = async (answer: Response) => {
    const { requestId, ...problem } = (await answer.json()) as Record<string, unknown>;
    expect(requestId).toBe(answer.headers.get('x-request-id'));
    return { status: answer.status, type: answer.headers.get('content-type'), problem };
  };

  it('A13 unknown id, malformed, missing and wrong secret: the same 404; a wrong secret causes no ledger call', async () => {
    const payment = await rig.createPayment();
    expect(payment.id).toMatch(/^pay_[A-Za-z0-9_-]{22}$/);
    const wrong = `${payment.clientSecret.slice(0, -1)}${payment.clientSecret.endsWith('A') ? 'B' : 'A'}`;
    const unknown = 'pay_AAAAAAAAAAAAAAAAAAAAAA';
    calls.length = 0;
    const asked = [
      [payment.id],
      [payment.id, ''],
      [payment.id, payment.clientSecret],
      [payment.id, `Basic ${payment.clientSecret}`],
      [payment.id, 'Bearer '],
      [payment.id, 'Bearer x'],
      [payment.id, `Bearer ${wrong}`],
      [payment.id, `Bearer ${payment.clientSecret}A`],
      [payment.id, `Bearer ${payment.id}`],
      [unknown, `Bearer ${unknown}_secret_${payment.clientSecret.split('_secret_')[1]}`],
      ['nonsense', `Bearer ${payment.clientSecret}`],
    ] as const;
    const answers = await Promise.all(
      asked
        .flatMap(([id, secret]) => [read(id, secret), read(`${id}/events`, secret)])
        .map(async (answer) => comparable(await answer)),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({
      status: 404,
      type: 'application/problem+json',
      problem: { code: 'payment_not_found' },
    });
    expect(calls).toEqual([]);
    expect((await read(payment.id, `Bearer ${payment.clientSecret}`)).status, 'the control').toBe(200);
    expect(calls).toEqual(['getPayment']);
  });

  it('A14 status or stream with the id but no secret, or with the secret of another payment: 404', async () => {
    const [a, b] = [await rig.createPayment(), await rig.createPayment()];
    for (const path of [a.id, `${a.id}/events`]) {
      expect((await read(path)).status).toBe(404);
      expect((await read(path, `Bearer ${b.clientSecret}`)).status).toBe(404);
      const control = await read(path, `Bearer ${a.clientSecret}`);
      expect(control.status).toBe(200);
      await control.body?.cancel();
    }
  });

  it('A43 errors show a code and a request id only: no stack, SQL, upstream body or file path', async () => {
    const payment = await rig.createPayment();
    const secret = `Bearer ${payment.clientSecret}`;
    const inside = 'select secret_column from /srv/app/inside.ts at Object.<anonymous>';
    const answers: Response[] = [];
    for (const error of [
      new Error(inside),
      new PaymentError('ledger_unavailable', { cause: new Error(inside) }),
    ]) {
      broken = error;
      answers.push(await read(payment.id, secret), await read(`${payment.id}/events`, secret));
    }
    broken = null;
    rig.simulator.node({ down: true });
    answers.push(await rig.create());
    rig.simulator.node({ down: false });
    rig.simulator.corrupt({ lightning: 'none' });
    answers.push(await rig.create());
    answers.push(
      await rig.create('{"amount":'),
      await rig.create({ amount: '50', extra: inside }),
      await rig.create({ amount: inside }),
      await rig.create({ amount: '50' }, { 'Idempotency-Key': 'short' }),
      await rig.create({ amount: '50' }, { 'Content-Type': 'text/plain' }),
      await rig.create({ amount: '50', description: 'x'.repeat(20_000) }),
      await rig.create({ amount: '50' }, { Origin: 'https://evil.example' }),
      await fetch(`${rig.url}/nowhere`),
      await fetch(`${rig.url}/v1/payments`, { method: 'DELETE', headers: { 'Idempotency-Key': newKey() } }),
      await fetch(`${rig.url}/v1/merchant/payments`, { headers: { Authorization: 'Bearer nothing' } }),
      await fetch(`${rig.url}/v1/merchant/payments?limit=abc`, {
        headers: { Authorization: `Bearer ${READ_KEY}` },
      }),
      await rig.deliver('{}', 'sha256=00'),
    );
    expect(answers.map(({ status }) => status)).toEqual([
      500, 500, 503, 503, 503, 502, 400, 422, 422, 400, 415, 413, 403, 404, 405, 401, 422, 401,
    ]);
    for (const answer of answers) {
      const text = await answer.text();
      const problem = JSON.parse(text) as Record<string, unknown>;
      expect(Object.keys(problem).sort()).toEqual([
        'code',
        'detail',
        'errors',
        'requestId',
        'status',
        'title',
        'type',
      ]);
      expect(problem['status']).toBe(answer.status);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(text).not.toMatch(
        /select|inside|\.ts\b|\bat \w|node_modules|generic-error|Error|Exception|<anonymous>/,
      );
      expect(answer.headers.get('x-powered-by')).toBeNull();
      if (answer.status === 503) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(
      rig.seen.log.some((line) => line.includes('inside.ts')),
      'the log has it',
    ).toBe(true);
  });
});
