import { authorizeLink } from './authorize-link.ts';
import type { ConnectPorts, ConnectTarget } from './connect-target.ts';
import { CheckFailed } from './finding.ts';
import {
  judgeServerKey,
  mayMakeKeys,
  missingForSetup,
  SERVER_PERMISSIONS,
  SETUP_PERMISSIONS,
  storesNamed,
} from './permissions.ts';
import { createSetupClient, type SetupClient } from './setup-client.ts';

/** A set-up key that is good for a store. */
export interface SetupKey {
  readonly setupKey: string;
  readonly storeId: string;
  readonly permissions: readonly string[];
}

/** How BTCPay labels the two keys. */
const SETUP_LABEL = 'lightning-pay set-up';
const SERVER_LABEL = 'lightning-pay server';

/**
 * Takes the set-up key, or asks for it, and finds out which store it opens.
 *
 * @throws CheckFailed with the link to BTCPay's page that makes such a key.
 */
export async function obtainSetupKey(target: ConnectTarget, ports: ConnectPorts): Promise<SetupKey> {
  const steps = keySteps(target.btcpayUrl, SETUP_PERMISSIONS, SETUP_LABEL, 'BTCPAY_SETUP_KEY');
  const setupKey = target.setupKey ?? (await askFor('Set-up key', steps, ports));
  if (setupKey === null) {
    throw new CheckFailed(
      'a key is needed that may make the webhook; it is used now and never stored',
      steps,
      'missing',
    );
  }
  const permissions = await clientOf(target, ports, setupKey, null).permissions();
  const named = storesNamed(permissions);
  const storeId = target.storeId ?? (named.length === 1 ? (named[0] ?? null) : null);
  if (storeId === null) {
    const text =
      named.length === 0 ? 'the set-up key names no store' : 'the set-up key is for several stores';
    throw new CheckFailed(
      `${text}: which one is meant?`,
      [
        'In BTCPay open the store, then Settings > General, and copy the Store ID.',
        'Write it as BTCPAY_STORE_ID, then run this command again.',
      ],
      'missing',
    );
  }
  const missing = missingForSetup(permissions, storeId);
  if (missing.length > 0) {
    throw new CheckFailed(`the set-up key lacks ${missing.join(', ')} in store ${storeId}`, steps);
  }
  ports.report({ state: 'ok', check: 'Set-up key', text: `opens store ${storeId}` });
  return { setupKey, storeId, permissions };
}

/**
 * Keeps the server's key if it is exactly what the server needs; else has BTCPay make one where the set-up key may, or
 * takes one that the merchant makes.
 *
 * @throws CheckFailed with the link to BTCPay's page that makes such a key.
 */
export async function obtainServerKey(
  target: ConnectTarget,
  setup: { storeId: string; client: SetupClient; permissions: readonly string[] },
  ports: ConnectPorts,
): Promise<string> {
  const { storeId, client } = setup;
  const steps = keySteps(target.btcpayUrl, SERVER_PERMISSIONS, SERVER_LABEL, 'BTCPAY_API_KEY');
  const fault = async (key: string): Promise<CheckFailed | null> => {
    try {
      const { missing, excess } = judgeServerKey(
        await clientOf(target, ports, key, null).permissions(),
        storeId,
      );
      if (missing.length + excess.length === 0) return null;
      const lacks = missing.length === 0 ? [] : [`lacks ${missing.join(', ')}`];
      const has =
        excess.length === 0 ? [] : [`may too much, which a public server must not: ${excess.join('; ')}`];
      return new CheckFailed(`the server's key ${[...lacks, ...has].join(', and ')}`, steps);
    } catch (error) {
      if (error instanceof CheckFailed) return new CheckFailed(`the server's key: ${error.message}`, steps);
      throw error;
    }
  };
  const accept = (key: string, text: string): string => {
    ports.report({ state: 'ok', check: 'API key', text });
    return key;
  };

  const [given] = target.apiKeys;
  const wrong = given === undefined ? null : await fault(given);
  if (given !== undefined && wrong === null)
    return accept(given, 'has exactly the permissions of the server');
  if (mayMakeKeys(setup.permissions)) {
    const permissions = SERVER_PERMISSIONS.map((name) => `${name}:${storeId}`);
    const made = await client.createKey(SERVER_LABEL, permissions);
    const instead = wrong === null ? '' : ` instead, because ${wrong.message}; delete that one in BTCPay`;
    return accept(made, `made, with exactly the permissions of the server${instead}`);
  }
  if (wrong !== null && ports.ask === null) throw wrong;
  const typed = await askFor(
    wrong === null ? 'API key of the server' : `${wrong.message}. Another one`,
    steps,
    ports,
  );
  if (typed === null) {
    throw (
      wrong ??
      new CheckFailed(
        "the server's own key is needed; it can make and read invoices, and nothing else",
        steps,
        'missing',
      )
    );
  }
  const stillWrong = await fault(typed);
  if (stillWrong !== null) throw stillWrong;
  return accept(typed, 'has exactly the permissions of the server');
}

function clientOf(
  { btcpayUrl }: ConnectTarget,
  { fetch, timings }: ConnectPorts,
  key: string,
  storeId: string | null,
): SetupClient {
  return createSetupClient({
    url: btcpayUrl,
    apiKeys: [key],
    fetch,
    storeId,
    timeoutMs: timings.connectCallMs,
  });
}

/** The click path in BTCPay 2.x. */
function keySteps(
  btcpayUrl: string,
  permissions: readonly string[],
  label: string,
  variable: string,
): string[] {
  const open = `Open ${authorizeLink(btcpayUrl, permissions, label)}`;
  return [
    // BTCPay refuses this page over http.
    btcpayUrl.startsWith('http:') ? `${open} at the https address at which you see BTCPay` : open,
    'Log in, choose the store, press Continue, then "Authorize app". BTCPay shows "API key generated!" and the key.',
    `Paste it when this command asks, or set ${variable} (or ${variable}_FILE), and run the command again.`,
  ];
}

async function askFor(what: string, steps: readonly string[], { ask }: ConnectPorts): Promise<string | null> {
  if (ask === null) return null;
  const typed = await ask(
    [`${what}: to make it,`, ...steps.slice(0, 2), 'Paste it here (it is not shown): '].join('\n'),
  );
  const key = typed?.trim() ?? '';
  if (key === '') return null;
  if (!/^[\x21-\x7e]{16,}$/.test(key)) throw new CheckFailed('what was typed is no key of BTCPay', steps);
  return key;
}
