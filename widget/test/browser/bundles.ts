import { readFileSync } from 'node:fs';

/** `/dist/…` as it is; `/altered-checkout/…` the same, but for the bytes of that one file; `/missing-checkout/…` without it. */
const FOLDER = /^\/(dist|(altered|missing)-(\w+))\/(.+)/;

/** Put before the bytes of an altered file: tells that it ran. */
const MARK = 'globalThis.isAltered = true;';

/** As much of the dev server's exchange as is used. */
interface Exchange {
  readonly path: string;
  type: string;
  status: number;
  body: unknown;
}

/** Serves the bundles byte for byte, as the entry refuses a chunk of other bytes, or spoiled on their way. */
export async function bundles(exchange: Exchange, next: () => Promise<void>): Promise<void> {
  const [, folder, how, part = '', path = ''] = FOLDER.exec(exchange.path) ?? [];
  if (!folder) return next();
  const isSpoiled = how !== undefined && path.replace('chunks/', '').startsWith(part);
  if (isSpoiled && how === 'missing') {
    exchange.status = 404;
    return;
  }
  const bytes = readFileSync(new URL(`../../dist/${path}`, import.meta.url));
  exchange.type = 'js';
  exchange.body = isSpoiled ? MARK + bytes.toString() : bytes;
}
