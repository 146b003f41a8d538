import { describe, expect, it } from 'vitest';
import type { ConnectionFailure } from './connection-failure.ts';
import { judgeProbe } from './judge-probe.ts';
import type { ProbeAnswer } from './webhook-probe.ts';

const URL = 'https://pay.example/webhooks/btcpay';

function answered(status: number, more: Partial<Extract<ProbeAnswer, { kind: 'answer' }>> = {}) {
  const nothing = { repeated: null, location: null, code: null };
  return judgeProbe({ kind: 'answer', status, ...nothing, ...more }, URL);
}

describe('judgeProbe', () => {
  it("takes the server's own word alone, with the status that goes with it", () => {
    expect(answered(204, { repeated: false })).toEqual({ kind: 'stored', repeated: false });
    expect(answered(204, { repeated: true })).toEqual({ kind: 'stored', repeated: true });
    expect(answered(204).kind).toBe('failed');
    expect(answered(302, { repeated: true }).kind).toBe('failed');
  });

  it.each<[number, Parameters<typeof answered>[1], string, RegExp]>([
    [200, {}, 'failed', /something else than this server answers 200/],
    [
      301,
      { location: 'https://www.pay.example/\n\u001b[2J' },
      'failed',
      /redirect to https:\/\/www\.pay\.example\/ \[2J: BTCPay would count/,
    ],
    [307, {}, 'failed', /answers 307, a redirect: BTCPay would count/],
    [401, { code: 'unauthorized' }, 'start_server', /another BTCPAY_WEBHOOK_SECRET/],
    [401, {}, 'failed', /asks for a log-in/],
    [407, {}, 'failed', /asks for a log-in/],
    [403, {}, 'failed', /refuses the webhook with 403/],
    [405, {}, 'failed', /refuses the webhook with 405/],
    [429, {}, 'failed', /refuses the webhook with 429/],
    [404, {}, 'failed', /nothing is served/],
    [404, { code: 'not_found' }, 'failed', /the server has no /],
    [502, {}, 'start_server', /with 502, but no server behind it/],
    [503, {}, 'start_server', /with 503, but no server behind it/],
    [503, { code: 'ledger_unavailable' }, 'failed', /cannot use its ledger/],
    [500, { code: 'internal_error' }, 'failed', /answers 500 internal_error$/],
    [413, {}, 'failed', /answers 413$/],
  ])('explains %i with %j', (status, more, kind, text) => {
    const verdict = answered(status, more);
    expect(verdict).toMatchObject({ kind, text: expect.stringMatching(text) });
    // Each says what to do, and to run the command again.
    expect(verdict.kind !== 'stored' && verdict.steps.length).toBeGreaterThan(1);
  });

  it.each<[ConnectionFailure, string, RegExp]>([
    ['refused', 'start_server', /Start the server/],
    ['unknown_name', 'failed', /DNS/],
    ['unreachable', 'failed', /DNS/],
    ['tls', 'failed', /certificate/],
    ['silent', 'failed', /firewall/],
    ['cut', 'failed', /TLS server/],
  ])('explains that the connection was %s', (failure, kind, step) => {
    expect(judgeProbe({ kind: 'failure', failure }, URL)).toMatchObject({
      kind,
      text: expect.stringContaining(URL),
      steps: [expect.stringMatching(step), 'Then run this command again.'],
    });
  });
});
