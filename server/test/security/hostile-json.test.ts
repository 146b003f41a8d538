import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newKey, type Rig, startRig } from '../acceptance/rig.ts';
import { firstAnswer } from './first-answer.ts';

const keys = (count: number) => Array.from({ length: count }, (_, n) => `"k${n}":1`).join(',');
const deep = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels);

describe('hostile JSON', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
  });
  afterAll(() => rig.stop());

  it('A29 deep, wide and prototype-reaching JSON: 422, too much of it 413, and Object.prototype stays as it is', async () => {
    const before = Object.getOwnPropertyNames(Object.prototype).sort();
    const refused = [
      deep('[', ']', 8_000),
      `{"amount":"50","metadata":${deep('[', ']', 7_000)}}`,
      `{"amount":"50","metadata":${deep('{"a":', '}', 2_500).replace(':}', ':1}')}}`,
      `{"amount":${deep('[', ']', 7_000)}}`,
      `{"amount":"50",${keys(1_500)}}`,
      `{"amount":"50","metadata":{${keys(1_500)}}}`,
      '{"amount":"50","__proto__":{"polluted":"1"}}',
      '{"amount":"50","constructor":{"prototype":{"polluted":"1"}}}',
      '{"__proto__":{"amount":"50"}}',
      '{"amount":"50","metadata":{"__proto__":"x"}}',
      '{"amount":"50","metadata":{"__proto__":{"polluted":"1"}}}',
      '{"amount":"50","metadata":{"\\u005f_proto__":"x","size":"L"}}',
      '{"amount":"50","metadata":{"constructor":"x"}}',
      '{"amount":"50","metadata":{"constructor":{"prototype":{"polluted":"1"}}}}',
      '{"amount":"50","metadata":{"prototype":"x"}}',
    ];
    for (const body of refused) {
      const answer = await rig.create(body);
      const problem = (await answer.json()) as { code: string; errors: unknown[] };
      expect(`${answer.status} ${problem.code}`, body.slice(0, 80)).toBe('422 invalid_request');
      expect(JSON.stringify(problem.errors).length, 'an answer smaller than the question').toBeLessThan(
        1_000,
      );
    }
    const large = `{"amount":"50",${keys(100_000)}}`;
    for (const [length, body] of [
      [`Content-Length: ${large.length}`, large],
      ['Transfer-Encoding: chunked', `${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`],
    ] as const) {
      const headers = ['Content-Type: application/json', `Idempotency-Key: ${newKey()}`, length];
      const status = await firstAnswer(rig.url, { line: 'POST /v1/payments HTTP/1.1', headers, body });
      expect(status, length).toBe(413);
    }
    expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
    expect(await rig.btcpayInvoices()).toEqual([]);
    expect((await rig.create({ amount: '50', metadata: { proto: 'x' } })).status, 'the control').toBe(201);
  }, 120_000);
});
