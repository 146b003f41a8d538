import { randomBytes } from 'node:crypto';
import { parseArgs, parseEnv } from 'node:util';
import { CheckFailed, type ConnectTarget, connectStore, type Finding, type Timings } from '../compose.ts';
import type { Ask } from './ask.ts';
import { readEnvFile, withSettings, writeEnvFile } from './env-file.ts';

/** What the command works with. */
export interface BtcpayConnectCommand {
  /** What follows the two words. */
  readonly args: readonly string[];
  /** Reads the configuration, over what the settings file says already. */
  readonly load: (
    settings: Readonly<Record<string, string | undefined>>,
  ) => ConnectTarget & { readonly fromFiles: readonly string[] };
  /** Null where nobody can be asked. */
  readonly ask: Ask | null;
  readonly timings: Timings;
  /** Each a line of stdout, and of stderr. */
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

const USAGE = `btcpay connect [--env-file PATH] [--delete-setup-key]

Connects your BTCPay store to this server: takes or makes the keys, makes the webhook, tries everything with a test invoice,
and writes what the server needs into the settings file. Safe to run again.

  --env-file PATH      the settings file that is read and completed (default .env); Node knows this option too and reads
                       the file first, so one that is named must exist, if only empty
  --delete-setup-key   delete the set-up key at BTCPay once everything holds; at a terminal it is asked

It reads PUBLIC_URL and BTCPAY_URL (required), BTCPAY_SETUP_KEY, BTCPAY_STORE_ID, BTCPAY_API_KEY, BTCPAY_WEBHOOK_SECRET,
NETWORK, CURRENCIES, PORT and HOST, from the environment and from the settings file; a secret may come from NAME_FILE.

It ends with 0 when everything holds, 3 when everything holds but the server has to be started or restarted with what was
written (then run it again), 1 when something is missing or failed, 2 when it was called wrongly.`;

/**
 * `btcpay connect`: connects the merchant's BTCPay store to this server, prints each check as a line, with what to do next
 * below it, and writes the settings file. No secret is printed.
 *
 * @returns The exit code: 0, 1, 2 or 3, as `--help` says.
 */
export async function btcpayConnectCommand(command: BtcpayConnectCommand): Promise<0 | 1 | 2 | 3> {
  const { print, complain, timings, ask } = command;
  const options = readOptions(command.args);
  if (options === null) {
    complain(USAGE);
    return 2;
  }
  if (options.help) {
    print(USAGE);
    return 0;
  }
  const { envFile } = options;
  const settings = await readEnvFile(envFile).catch((error: unknown) => {
    complain(`${envFile} cannot be read: ${reasonOf(error)}`);
    return null;
  });
  if (settings === null) return 1;
  const target = command.load(parseEnv(settings));
  const report = (finding: Finding) => {
    for (const line of toLines(finding)) print(line);
  };
  const { kind, client } = await connectStore(target, {
    fetch,
    ask: ask === null ? null : (question) => ask(question, 'hidden'),
    report,
    serverStarted: ask === null ? null : async () => (await ask(STARTED_QUESTION, 'shown'))?.trim() === '',
    clock: { now: Date.now },
    random: { bytes: (length) => randomBytes(length) },
    timings,
    async save({ storeId, apiKey, webhookSecret }) {
      const { apiKeys, webhookSecrets, fromFiles, btcpayUrl } = target;
      const settings = new Map([
        ['BTCPAY_URL', btcpayUrl],
        ['BTCPAY_STORE_ID', storeId],
        ['BTCPAY_WEBHOOK_SECRET', webhookSecrets.length > 0 ? webhookSecrets.join(',') : webhookSecret],
        // During a rotation the second key stays beside the first.
        ...(apiKey === null
          ? []
          : [['BTCPAY_API_KEY', apiKey === apiKeys[0] ? apiKeys.join(',') : apiKey] as const]),
      ]);
      for (const name of fromFiles) settings.delete(name);
      report({ state: 'ok', check: 'Settings', text: await writeSettings(envFile, settings) });
    },
  });
  if (kind === 'connected') {
    const wanted =
      options.deleteSetupKey || (await ask?.(DELETE_QUESTION, 'shown'))?.trim().toLowerCase() === 'y';
    report(wanted && client !== null ? await deleteKey(client) : SETUP_KEY_LEFT);
    print('Everything holds.');
    return 0;
  }
  print(
    kind === 'start_server'
      ? 'Everything is written: start the server, then run this again with the same set-up key.'
      : 'Not everything holds yet.',
  );
  return kind === 'start_server' ? 3 : 1;
}

const STARTED_QUESTION =
  'Do that in another terminal, then press Enter here to go on; or type q to end, and run this again later. ';

const DELETE_QUESTION = 'The set-up key is not needed any more. Delete it at BTCPay? [y/N] ';

const SETUP_KEY_LEFT: Finding = {
  state: 'advice',
  check: 'Set-up key',
  text: 'it is still there; the server never needs it',
  steps: ['Delete it in BTCPay under Account > Manage Account > API Keys.'],
};

async function deleteKey(client: { deleteKey(): Promise<void> }): Promise<Finding> {
  try {
    await client.deleteKey();
    return { state: 'ok', check: 'Set-up key', text: 'deleted' };
  } catch (error) {
    if (error instanceof CheckFailed)
      return { ...SETUP_KEY_LEFT, text: `it could not be deleted: ${error.message}` };
    throw error;
  }
}

/** @throws CheckFailed when the file cannot be read or written. */
async function writeSettings(path: string, settings: ReadonlyMap<string, string>): Promise<string> {
  try {
    const before = await readEnvFile(path);
    const after = withSettings(before, settings);
    if (before === after) return `${path} says all of it already`;
    await writeEnvFile(path, after);
    return `${[...settings.keys()].join(', ')} written to ${path}`;
  } catch (error) {
    throw new CheckFailed(`${path} cannot be written: ${reasonOf(error)}`, [
      'Run this command as the owner of that file, or name another one by --env-file.',
    ]);
  }
}

function readOptions(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        'env-file': { type: 'string', default: '.env' },
        'delete-setup-key': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return { envFile: values['env-file'], deleteSetupKey: values['delete-setup-key'], help: values.help };
  } catch {
    return null;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Width of the longest state. */
const STATE_WIDTH = 'missing'.length;

function toLines({ state, check, text, steps = [] }: Finding): string[] {
  const indent = ' '.repeat(STATE_WIDTH + 2);
  return [
    `${state.padEnd(STATE_WIDTH)}  ${check}: ${text}`,
    ...steps.map((step, index) => `${indent}${steps.length > 1 ? `${index + 1}. ` : ''}${step}`),
  ];
}
