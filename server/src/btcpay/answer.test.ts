import { describe, expect, it } from 'vitest';
import type { PaymentErrorCode } from '../payments/errors.ts';
import { describeAnswer, parseAnswer } from './answer.ts';
import { apiKeySchema, createdSchema } from './schema.ts';

const REFUSAL = { code: 'generic-error', message: 'node at 10.1.2.3 is down' };
const answer = (status: number, json: unknown) => ({ kind: 'answer', status, json }) as const;
const failure = (code: PaymentErrorCode) =>
  expect.objectContaining({ name: 'PaymentError', code, message: code, detail: undefined });

describe('parseAnswer', () => {
  it.each([200, 201, 299])('gives what the schema made of a %i', (status) => {
    expect(parseAnswer(answer(status, { id: 'x', more: 1 }), createdSchema, 'store')).toEqual({ id: 'x' });
  });

  it.each(['not_sent', 'no_answer'] as const)('is unavailable after %s, with its cause', (kind) => {
    const cause = new Error('system');
    expect(() => parseAnswer({ kind, cause }, createdSchema, 'invoice')).toThrow(
      expect.objectContaining({ code: 'gateway_unavailable', cause }),
    );
  });

  it.each([
    [400, REFUSAL, 'gateway_unavailable', 'gateway_unavailable'],
    [401, REFUSAL, 'gateway_forbidden', 'gateway_forbidden'],
    [401, undefined, 'gateway_unavailable', 'gateway_unavailable'],
    [408, undefined, 'gateway_unavailable', 'gateway_unavailable'],
    [429, undefined, 'gateway_unavailable', 'gateway_unavailable'],
    [500, undefined, 'gateway_unavailable', 'gateway_unavailable'],
    [503, REFUSAL, 'gateway_unavailable', 'gateway_unavailable'],
    [403, REFUSAL, 'invoice_unknown', 'gateway_forbidden'],
    [404, REFUSAL, 'invoice_unknown', 'gateway_forbidden'],
    // A proxy's page, or another program at that address: BTCPay says why in JSON.
    [403, undefined, 'gateway_unavailable', 'gateway_unavailable'],
    [404, { error: 'no route' }, 'gateway_unavailable', 'gateway_unavailable'],
    [302, undefined, 'gateway_bad_answer', 'gateway_bad_answer'],
    [405, undefined, 'gateway_bad_answer', 'gateway_bad_answer'],
    [415, REFUSAL, 'gateway_bad_answer', 'gateway_bad_answer'],
    [422, [{ path: 'Amount', message: 'no' }], 'gateway_bad_answer', 'gateway_bad_answer'],
    [200, undefined, 'gateway_bad_answer', 'gateway_bad_answer'],
    [200, { id: 7 }, 'gateway_bad_answer', 'gateway_bad_answer'],
  ] as const)('of %i with %o is %s of an invoice, %s of the store', (status, json, ofInvoice, ofStore) => {
    const outcome = answer(status, json);
    expect(() => parseAnswer(outcome, createdSchema, 'invoice')).toThrow(failure(ofInvoice));
    expect(() => parseAnswer(outcome, createdSchema, 'store')).toThrow(failure(ofStore));
  });

  it("keeps BTCPay's words for the log, in the cause alone", () => {
    expect(() => parseAnswer(answer(400, REFUSAL), createdSchema, 'store')).toThrow(
      expect.objectContaining({
        message: 'gateway_unavailable',
        cause: new Error('BTCPay answered 400 generic-error: node at 10.1.2.3 is down'),
      }),
    );
  });

  it('never carries the key that BTCPay echoes', () => {
    const echo = { apiKey: 'echoed-example-key', permissions: 'none' };
    for (const status of [200, 500]) {
      let thrown: unknown;
      try {
        parseAnswer(answer(status, echo), apiKeySchema, 'store');
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toMatchObject({ name: 'PaymentError', cause: expect.any(Error) });
      expect(String(thrown instanceof Error && thrown.cause)).not.toContain('echoed-example-key');
    }
  });
});

describe('describeAnswer', () => {
  it.each([
    [
      422,
      [
        { path: 'Amount', message: 'a' },
        { path: 'Status', message: 'b' },
      ],
      ' Amount: a; Status: b',
    ],
    [503, { code: 'lightning-node-unavailable', message: 'down' }, ' lightning-node-unavailable: down'],
    [500, undefined, ''],
    [500, 'stack trace', ''],
    [422, [], ''],
    [200, { apiKey: 'example' }, ''],
  ])('of %i with %o', (status, json, words) => {
    expect(describeAnswer(status, json)).toBe(`BTCPay answered ${status}${words}`);
  });

  it('cuts long words', () => {
    const long = describeAnswer(400, { code: 'generic-error', message: 'x'.repeat(5_000) });
    expect(long).toHaveLength('BTCPay answered 400 '.length + 300);
  });
});
