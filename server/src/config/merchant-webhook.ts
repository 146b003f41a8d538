import { judgeUrl, normalHost } from '../outbound/address-guard.ts';
import { BadValue, type EnvReader, type Grammar } from './env-reader.ts';
import { listOf, rotated, standardWebhookSecret } from './grammar.ts';

/** Where the merchant's shop hears of payments. */
export interface MerchantWebhookConfig {
  readonly url: string;
  /** `whsec_…`: one, or two during rotation, the new one first; both sign. */
  readonly secrets: readonly string[];
}

const privateHost: Grammar<string> = {
  hint: 'host names',
  parse(text) {
    // As a browser reads it, so that it can be compared with a URL's host.
    if (!/^[A-Za-z0-9.[\]:_-]+$/.test(text) || !URL.canParse(`http://${text}`))
      throw new BadValue('is no host');
    if (text.replace(/^\[.*\]/, '').includes(':')) throw new BadValue('has a port');
    return normalHost(new URL(`http://${text}`).hostname);
  },
};

const privateHostList = listOf(
  privateHost,
  'host names or addresses without port, comma-separated, as shop,10.0.0.7',
);

/** Reads the hosts that requests may go to although they are private. */
export function readPrivateHosts(reader: EnvReader): readonly string[] {
  return reader.optional('PRIVATE_HOSTS', privateHostList, []);
}

/** A URL that this server may post to: judged by the same rules as each request. */
export function outgoingUrl(privateHosts: readonly string[]): Grammar<string> {
  return {
    hint: 'an https URL of a public host, as https://shop.example/webhooks (another host: list it in PRIVATE_HOSTS)',
    parse(text) {
      if (/\s/.test(text) || !URL.canParse(text)) throw new BadValue('is not a URL');
      if (text.includes('#')) throw new BadValue('holds a fragment');
      if (judgeUrl(new URL(text), privateHosts) === 'refused')
        throw new BadValue('is not a public https address');
      return text;
    },
  };
}

/**
 * Reads what webhooks to the merchant need.
 *
 * @returns Null: they are off.
 */
export function readMerchantWebhook(
  reader: EnvReader,
  privateHosts: readonly string[],
): MerchantWebhookConfig | null {
  const urls = outgoingUrl(privateHosts);
  const secret = rotated(standardWebhookSecret);
  const url = reader.optional('MERCHANT_WEBHOOK_URL', urls, null);
  const secrets = reader.optional('MERCHANT_WEBHOOK_SECRET', secret, null);
  const [hasUrl, hasSecret] = ['MERCHANT_WEBHOOK_URL', 'MERCHANT_WEBHOOK_SECRET'].map((name) =>
    reader.isSet(name),
  );
  if (hasUrl && !hasSecret) {
    reader.fault(
      'MERCHANT_WEBHOOK_SECRET',
      `is missing, and MERCHANT_WEBHOOK_URL needs it: write ${secret.hint}`,
    );
  }
  if (hasSecret && !hasUrl) {
    reader.fault(
      'MERCHANT_WEBHOOK_URL',
      `is missing, and MERCHANT_WEBHOOK_SECRET needs it: write ${urls.hint}`,
    );
  }
  return url === null || secrets === null ? null : { url, secrets };
}
