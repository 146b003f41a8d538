import type { Alerts, Counters } from '../payments/ports.ts';
import type { Logger } from './logger.ts';

/** Alerts as one `warn` line each: `{"level":"warn","message":"alert","alert":<name>,"fields":{…}}`. */
export function logAlerts(log: Logger): Alerts {
  return {
    raise: (name, fields) => log.warn('alert', { alert: name, ...(fields === undefined ? {} : { fields }) }),
  };
}

/** Counts as one `info` line each: `{"level":"info","message":"count","counter":<name>}`. */
export function logCounters(log: Logger): Counters {
  return { add: (name) => log.info('count', { counter: name }) };
}
