import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const NAMES = [
  'appSecret',
  'btcpayApiKey',
  'btcpayRefundKey',
  'btcpayWebhookSecret',
  'merchantApiKey',
  'merchantReadKey',
] as const;

/** The secrets of one demo, each 64 hex characters. */
export type DemoSecrets = Readonly<Record<(typeof NAMES)[number], string>>;

/**
 * The demo's secrets: random, made at the first start and kept, because payments of an earlier start are bound to them.
 *
 * @param file Path of the JSON file; made with mode 600.
 * @throws Error where the file is there but is not ours.
 */
export function demoSecrets(file: string): DemoSecrets {
  const kept = readSecrets(file);
  const secrets = Object.fromEntries(
    NAMES.map((name) => [name, kept[name] ?? randomBytes(32).toString('hex')]),
  ) as DemoSecrets; // every name of NAMES was just given a value
  if (NAMES.some((name) => kept[name] === undefined)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 1), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return secrets;
}

function readSecrets(file: string): Partial<DemoSecrets> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  const kept: unknown = JSON.parse(text);
  if (typeof kept !== 'object' || kept === null) throw new Error(`Not the demo's secrets: ${file}`);
  return kept;
}
