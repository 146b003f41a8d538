import { FAILURE_WORDS } from './connection-failure.ts';
import { printable } from './finding.ts';
import type { ProbeAnswer } from './webhook-probe.ts';

/** Where the way of a webhook to the server ends. */
export type ProbeVerdict =
  /** It was stored. */
  | { readonly kind: 'stored'; readonly repeated: boolean }
  /** Nothing is wrong but that the server has to be started, or restarted with the new settings. */
  | { readonly kind: 'start_server'; readonly text: string; readonly steps: readonly string[] }
  | { readonly kind: 'failed'; readonly text: string; readonly steps: readonly string[] };

const AGAIN = 'Then run this command again.';
const START = 'Start the server with the settings that were just written (with Docker: scripts/deploy.sh).';
const RESTART =
  'Restart the server so that it reads its settings again (with Docker: scripts/deploy.sh, which replaces one at a time).';

/**
 * Explains what answered a signed webhook at `PUBLIC_URL`.
 *
 * @param url The webhook's address.
 */
export function judgeProbe(answer: ProbeAnswer, url: string): ProbeVerdict {
  if (answer.kind === 'failure') {
    const text = `${url} ${FAILURE_WORDS[answer.failure]}`;
    if (answer.failure === 'refused') return { kind: 'start_server', text, steps: [START, AGAIN] };
    return { kind: 'failed', text, steps: [...FAILURE_STEPS[answer.failure], AGAIN] };
  }
  const { status, repeated, code } = answer;
  if (status >= 200 && status < 300 && repeated !== null) return { kind: 'stored', repeated };
  if (status === 401 && code === 'unauthorized') {
    const text = `the server at ${url} runs with another BTCPAY_WEBHOOK_SECRET than the one that was written`;
    return { kind: 'start_server', text, steps: [RESTART, AGAIN] };
  }
  if (status >= 502 && status <= 504 && code === null) {
    const text = `a proxy answers at ${url} with ${status}, but no server behind it`;
    return { kind: 'start_server', text, steps: [START, AGAIN] };
  }
  const { text, steps } = explainStatus(answer, url);
  return { kind: 'failed', text, steps: [...steps, AGAIN] };
}

type Explanation = { readonly text: string; readonly steps: readonly string[] };

function explainStatus(answer: Extract<ProbeAnswer, { kind: 'answer' }>, url: string): Explanation {
  const { status, location, code } = answer;
  if (status >= 200 && status < 300) {
    return {
      text: `something else than this server answers ${status} at ${url}: BTCPay would count that as delivered`,
      steps: [
        'Look what stands in front: a log-in page, a parked domain, another site, or an older version of this server.',
      ],
    };
  }
  if (status >= 300 && status < 400) {
    const to = location === null ? '' : ` to ${printable(location)}`;
    return {
      text: `${url} answers ${status}, a redirect${to}: BTCPay would count a webhook as delivered that never came`,
      steps: [
        'Take the redirect away for /webhooks/btcpay, or write the address at which it ends as PUBLIC_URL.',
      ],
    };
  }
  if (status === 401 || status === 407) {
    return {
      text: `something in front of ${url} asks for a log-in`,
      steps: [
        'Let /webhooks/btcpay through without one: BTCPay signs what it sends, and the server checks it.',
      ],
    };
  }
  if (status === 403 || status === 405 || status === 429) {
    return {
      text: `something in front of ${url} refuses the webhook with ${status}`,
      steps: [
        'Let POST /webhooks/btcpay through the firewall, the bot protection and the rate limits in front.',
      ],
    };
  }
  if (status === 404) {
    return {
      text: code === null ? `nothing is served at ${url}` : `the server has no ${url}`,
      steps: [
        code === null
          ? 'Look whether PUBLIC_URL names the right host, and whether the proxy there passes everything on.'
          : 'Look whether PUBLIC_URL holds a path that the proxy does not cut off.',
      ],
    };
  }
  if (code === 'ledger_unavailable') {
    return {
      text: 'the server runs, but cannot use its ledger, so it cannot store a webhook',
      steps: ['Look at its log and at its database.'],
    };
  }
  return {
    text: `${url} answers ${status}${code === null ? '' : ` ${printable(code)}`}`,
    steps: ["Look at the server's log, and at that of the proxy in front."],
  };
}

const FAILURE_STEPS = {
  refused: [],
  unknown_name: ["Let the DNS name point to this machine (an A record), or correct PUBLIC_URL's host."],
  unreachable: ["Look whether the DNS name points to this machine, and at the machine's network."],
  tls: ['Get the certificate for this name (with Docker: scripts/tls-setup.sh).'],
  silent: ['Let port 443 through the firewall, and look whether the DNS name points to this machine.'],
  cut: ['Look what listens there: with https it must be a TLS server, and it must pass on to this server.'],
} as const;
