import { describe, expect, it } from 'vitest';
import { REQUIRED_ENV } from '../required-env.ts';
import { runServer } from './server-process.ts';

const REQUIRED = Object.keys(REQUIRED_ENV).filter((name) => name !== 'DATA_DIR');
const GOOD = Object.fromEntries(Object.entries(REQUIRED_ENV).map(([name, value]) => [name, value ?? '']));

const without = (name: string) => Object.fromEntries(Object.entries(GOOD).filter(([key]) => key !== name));
const namedFirst = (stderr: string) =>
  stderr
    .trimEnd()
    .split('\n')
    .flatMap((line) => line.split(':')[0]?.split(', ') ?? []);

// Each test starts processes, which a busy machine makes wait.
describe('the process with a wrong environment', { timeout: 30_000 }, () => {
  it('names every missing variable at once, a line each, and exits with 1 and an empty stdout', async () => {
    const ended = await runServer({});
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(namedFirst(ended.stderr).sort()).toEqual(
      [...REQUIRED, 'DATABASE_URL', 'DATA_DIR', 'SUPABASE_SECRET_KEY', 'SUPABASE_URL'].sort(),
    );
  });

  it.each(REQUIRED)('names %s alone where it is missing, and where it is empty', async (name) => {
    for (const env of [without(name), { ...GOOD, [name]: '' }]) {
      const ended = await runServer(env);
      expect(ended).toMatchObject({ code: 1, stdout: '' });
      expect(namedFirst(ended.stderr)).toEqual([name]);
    }
  });

  it('names malformed variables of every kind together, without repeating a value', async () => {
    const wrong = {
      PUBLIC_URL: 'nonsense-public-url',
      APP_SECRET: 'nonsense-short',
      CURRENCIES: 'nonsense-currencies',
      NETWORK: 'nonsense-network',
      PORT: 'nonsense-port',
      SMTP_URL: 'nonsense-smtp',
      MAIL_FROM: 'nonsense-from',
      MERCHANT_WEBHOOK_URL: 'nonsense-webhook',
      MERCHANT_WEBHOOK_SECRET: 'nonsense-secret',
    };
    const ended = await runServer({ ...GOOD, ...wrong });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(namedFirst(ended.stderr).sort()).toEqual(Object.keys(wrong).sort());
    expect(ended.stderr).not.toContain('nonsense');
  });
});
