import { printable } from './finding.ts';
import type { DeliveryRecord } from './setup-client.ts';

/** Why a delivery of BTCPay's did not arrive, and what to do. */
export interface DeliveryFault {
  readonly text: string;
  readonly steps: readonly string[];
}

const OTHER_WAY =
  "This machine's own webhook went through, so BTCPay takes another way: look at its DNS, its proxy, and what stands in front for its address.";

/** What BTCPay's own words for a failure without an answer mean. */
const WORDS: readonly (readonly [RegExp, string, string])[] = [
  [
    /ssl|tls|certificate/i,
    'BTCPay does not trust the certificate',
    'Serve the whole certificate chain (fullchain.pem), of a CA that BTCPay knows.',
  ],
  [/refused/i, 'BTCPay was refused a connection', 'Let BTCPay reach port 443 of this address.'],
  [
    /not known|no such host|ENOTFOUND|resolve/i,
    'BTCPay does not know the host name',
    'Look at the DNS that BTCPay uses.',
  ],
  [
    /timeout|timed out|aborted|canceled/i,
    'BTCPay got no answer in time',
    'Let BTCPay through the firewall: its packets seem to be dropped.',
  ],
];

/**
 * Explains why the test delivery is not at the server, from what BTCPay noted of it.
 *
 * @param record Of the newest try.
 */
export function explainDelivery({ httpCode, errorMessage }: DeliveryRecord): DeliveryFault {
  if (httpCode === null) {
    const said = errorMessage === null ? '' : ` (${printable(errorMessage)})`;
    const found = WORDS.find(([pattern]) => pattern.test(errorMessage ?? ''));
    return {
      text: `${found?.[1] ?? 'BTCPay got no answer'}${said}; it tries again after 10 seconds, a minute, then every ten`,
      steps: [found?.[2] ?? 'Look whether BTCPay can open this address.', OTHER_WAY],
    };
  }
  if (httpCode >= 200 && httpCode < 300) {
    return {
      text: `BTCPay noted ${httpCode}, delivered, but the server never got it: it was redirected, or something else answered`,
      steps: [
        'Look for a redirect or a log-in page that only BTCPay meets. After a 302 it asks again without the body, and counts a 200 there as delivered.',
        OTHER_WAY,
      ],
    };
  }
  if (httpCode >= 300 && httpCode < 400) {
    return {
      text: `BTCPay was answered ${httpCode}, a redirect, and does not try again`,
      steps: ['Take the redirect away for /webhooks/btcpay.', OTHER_WAY],
    };
  }
  const [text, step] = refusal(httpCode);
  return { text: `BTCPay was answered ${httpCode}: ${text}`, steps: [step, OTHER_WAY] };
}

function refusal(httpCode: number): readonly [string, string] {
  if (httpCode === 401) {
    return [
      'something asks it for a log-in, or a server with another secret got it; it does not try again',
      'Let /webhooks/btcpay through without a log-in, and give every server the same BTCPAY_WEBHOOK_SECRET.',
    ];
  }
  if (httpCode === 404) {
    return [
      'it reaches something without this route; it does not try again',
      'Look whether BTCPay resolves the host name to this server.',
    ];
  }
  if (httpCode === 408 || httpCode === 429 || httpCode >= 500) {
    return [
      'it tries again after 10 seconds, a minute, then every ten, and every later webhook waits behind',
      "Look at the server's log, and at that of the proxy in front.",
    ];
  }
  return [
    'something refuses it; it does not try again',
    'Let POST /webhooks/btcpay through the firewall and the bot protection in front.',
  ];
}
