import { coded, type Refusal } from './errors.ts';

/**
 * The 400 of a creation that found no payment method: its message is BTCPay's log of the attempt, for operators.
 *
 * @param lines Entries as `Level text`.
 */
export function creationFailed(
  nowMs: number,
  currency: string,
  rate: string | null,
  lines: string[],
): Refusal {
  const entries = ['Info Creation of invoice starting', ...rateLines(currency, rate), ...lines];
  const log = entries.map((line) => `${stampOf(nowMs)}:${line}\n`).join('');
  return coded(400, 'generic-error', `Error retrieving a matching payment method or rate.\n${log}`);
}

/** Why the Lightning method is missing, in the words of the log. */
export function nodeFailed(reason: string): string[] {
  return [
    `Error BTC-LN: Payment method unavailable (${reason})`,
    'Info BTC-LN: Payment method details creation took 1 milliseconds',
  ];
}

function rateLines(currency: string, rate: string | null): string[] {
  if (rate !== null) return [`Info Rate for BTC_${currency}: ${rate} = ${rate}`];
  const missing = `ERR_NO_RULE_MATCH(BTC_${currency})`;
  return [
    `Info Rate for BTC_${currency}: ${missing} = ${missing} = ???`,
    'Warning Rate rule error (PreprocessError)',
    `Warning Unable to get rate BTC_${currency}.`,
    `Error BTC-LN: Unable to get rate(s) BTC_${currency}, this payment method disabled for this invoice.`,
  ];
}

function stampOf(nowMs: number): string {
  const [date = '', time = ''] = new Date(nowMs).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${month}/${day}/${year} ${time.slice(0, 8)}`;
}
