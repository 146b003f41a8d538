import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { TIMINGS } from '../timings.ts';
import { btcpayConnectCommand } from './btcpay-connect.ts';

/** Runs what ends before BTCPay is called; all else is in `test/deployment/connect/`. */
async function run(args: readonly string[]) {
  const [printed, complaints]: [string[], string[]] = [[], []];
  const code = await btcpayConnectCommand({
    args,
    load: () => {
      throw new Error('loaded');
    },
    ask: null,
    timings: TIMINGS,
    print: (line) => printed.push(line),
    complain: (line) => complaints.push(line),
  });
  return { code, printed: printed.join('\n'), complaints: complaints.join('\n') };
}

describe('btcpayConnectCommand', () => {
  it('explains itself, with every exit code', async () => {
    const { code, printed, complaints } = await run(['--help']);
    expect([code, complaints]).toEqual([0, '']);
    for (const word of [
      '--env-file',
      '--delete-setup-key',
      'BTCPAY_SETUP_KEY',
      'PUBLIC_URL',
      'with 0',
      '3 when',
      '1 when',
      '2 when',
    ])
      expect(printed).toContain(word);
  });

  it.each([[['--nonsense']], [['more']], [['--env-file']]])(
    'ends with 2 for %j, and says how to call it',
    async (args) => {
      expect(await run(args)).toMatchObject({
        code: 2,
        printed: '',
        complaints: expect.stringContaining('--env-file PATH'),
      });
    },
  );

  it('says that the settings file cannot be read', async () => {
    const { code, complaints } = await run(['--env-file', tmpdir()]);
    expect([code, complaints]).toEqual([1, expect.stringMatching(/cannot be read: EISDIR/)]);
  });
});
