import { describe, expect, it } from 'vitest';
import { logAlerts, logCounters } from './alerts.ts';
import { createLogger } from './logger.ts';

function capture() {
  const lines: unknown[] = [];
  return { lines, log: createLogger('info', { write: (line) => lines.push(JSON.parse(line)) }) };
}
const time = expect.any(String);

describe('logAlerts', () => {
  it('writes each alert as one warning with its name and fields', () => {
    const { log, lines } = capture();
    logAlerts(log).raise('invoice_refused', { paymentId: 'pay_1', sats: 5 });
    logAlerts(log).raise('webhook_forged');
    expect(lines).toEqual([
      {
        level: 'warn',
        time,
        message: 'alert',
        alert: 'invoice_refused',
        fields: { paymentId: 'pay_1', sats: 5 },
      },
      { level: 'warn', time, message: 'alert', alert: 'webhook_forged' },
    ]);
  });
});

describe('logCounters', () => {
  it('writes each count as one line with its name', () => {
    const { log, lines } = capture();
    logCounters(log).add('webhook_duplicate');
    expect(lines).toEqual([{ level: 'info', time, message: 'count', counter: 'webhook_duplicate' }]);
  });
});
