import { describe, expect, it } from 'vitest';
import { EnvReader } from './env-reader.ts';
import { NOT_BUILT_FEATURES, refuseNotBuilt } from './not-built.ts';

function faultsOf(env: Record<string, string>) {
  const reader = new EnvReader(env, () => '');
  refuseNotBuilt(reader);
  return reader.faults;
}

const TABLE: [name: string, good: string[], bad: string[]][] = [
  ['ADMIN_PORT', ['9090'], ['0', 'x', '65536']],
  ['SENTRY_DSN', ['https://key@sentry.example/1'], ['sentry']],
  ['ALERT_WEBHOOK_URL', ['https://alerts.example/x'], ['alerts']],
];

describe('refuseNotBuilt', () => {
  it('says nothing where nothing is set', () => {
    expect(faultsOf({})).toEqual([]);
  });

  it.each(TABLE)('%s is refused: a good value as not built, another by its grammar', (name, good, bad) => {
    for (const value of good) {
      expect(faultsOf({ [name]: value }), value).toEqual([
        { name, message: 'is not built in this version: unset it' },
      ]);
    }
    for (const value of bad) {
      expect(faultsOf({ [name]: value }), value).toEqual([
        { name, message: expect.stringMatching(/: write ./) },
      ]);
    }
  });

  it('refuses the key that can spend, whatever its form', () => {
    expect(faultsOf({ BTCPAY_MONITORING_API_KEY: 'x' })).toEqual([
      { name: 'BTCPAY_MONITORING_API_KEY', message: expect.stringContaining('unset it') },
    ]);
  });
});

describe('NOT_BUILT_FEATURES', () => {
  it('names each variable once, under its feature', () => {
    const text = NOT_BUILT_FEATURES.join('; ');
    for (const [name] of TABLE) expect(text.match(new RegExp(`\\b${name}\\b`, 'g'))).toHaveLength(1);
    expect(NOT_BUILT_FEATURES).toContain('error reports (SENTRY_DSN)');
  });
});
