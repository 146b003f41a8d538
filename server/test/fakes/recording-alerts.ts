import type { Alerts } from '../../src/payments/ports.ts';

/** One alert that was raised. */
export interface RaisedAlert {
  readonly name: string;
  readonly fields: Readonly<Record<string, string | number | boolean>>;
}

/** Alerts that remember, oldest first. */
export interface RecordingAlerts extends Alerts {
  readonly raised: readonly RaisedAlert[];
  names(): readonly string[];
}

/** Keeps every alert for the test to read. */
export function recordingAlerts(): RecordingAlerts {
  const raised: RaisedAlert[] = [];
  return {
    raised,
    raise: (name, fields = {}) => {
      raised.push({ name, fields });
    },
    names: () => raised.map((alert) => alert.name),
  };
}
