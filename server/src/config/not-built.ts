import type { EnvReader, Grammar } from './env-reader.ts';
import { integer } from './grammar.ts';
import { urlWith } from './urls.ts';

/** A variable whose feature this version lacks. */
interface NotBuilt {
  readonly name: string;
  /** As the start line names it among the features that are off. */
  readonly feature: string;
  readonly grammar: Grammar<unknown>;
}

const webhookUrl = urlWith(['https:', 'http:'], 'an https URL');

/**
 * Features that are not there yet: a merchant must never believe that a mail or a webhook goes out when it does not.
 * Whoever builds one takes its line out here and reads it in `config.ts`.
 */
const NOT_BUILT: readonly NotBuilt[] = [
  { name: 'ADMIN_PORT', feature: 'metrics', grammar: integer(1, 65_535) },
  {
    name: 'SENTRY_DSN',
    feature: 'error reports',
    grammar: urlWith(['https:', 'http:'], 'the DSN of a Sentry project'),
  },
  { name: 'ALERT_WEBHOOK_URL', feature: 'alert webhook', grammar: webhookUrl },
];

/** The features of `NOT_BUILT`, each once, as `metrics (ADMIN_PORT)`. */
export const NOT_BUILT_FEATURES: readonly string[] = [
  ...Map.groupBy(NOT_BUILT, ({ feature }) => feature),
].map(([feature, variables]) => `${feature} (${variables.map(({ name }) => name).join(', ')})`);

/** Notes a fault for each variable that would change nothing: a malformed one by its grammar, a good one as not built. */
export function refuseNotBuilt(reader: EnvReader): void {
  const malformed = Symbol('malformed');
  for (const { name, grammar } of NOT_BUILT) {
    if (!reader.isSet(name) || reader.optional(name, grammar, malformed) === malformed) continue;
    reader.fault(name, 'is not built in this version: unset it');
  }
  if (reader.isSet('BTCPAY_MONITORING_API_KEY')) {
    reader.fault(
      'BTCPAY_MONITORING_API_KEY',
      'can spend from the node and is no business of this process: unset it',
    );
  }
}
