/**
 * Loaded into a server before its own program (`--import`): writes down what is asked of PGlite. Answers each message
 * with what was asked since the last one.
 */
import { PGlite } from '@electric-sql/pglite';
import type { SqlCall } from '../sql-call.ts';

let calls: SqlCall[] = [];

/** Puts a method of the same name before PGlite's own. */
function record(method: SqlCall['method']): void {
  const original: unknown = PGlite.prototype[method];
  if (typeof original !== 'function') throw new Error(`PGlite has no ${method}`);
  Object.defineProperty(PGlite.prototype, method, {
    value(this: PGlite, ...args: unknown[]): unknown {
      calls.push({ method, args });
      return Reflect.apply(original, this, args);
    },
  });
}

record('query');
record('exec');
process.on('message', () => {
  process.send?.(calls);
  calls = [];
});
process.channel?.unref();
