import { registerHooks } from 'node:module';

/**
 * Preloaded into a server's process (`--import`), it changes what `src/timings.ts` says: the program itself is the real
 * one, and knows no such switch. `SCALED_TIMINGS` holds them by name, milliseconds, as JSON.
 *
 * @throws Error in that process where a name stands there more or less often than once.
 */
const scaled = Object.entries(JSON.parse(process.env['SCALED_TIMINGS'] ?? '{}') as Record<string, number>); // of scaledTimings

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith('/server/src/timings.ts')) return loaded;
    let source = String(loaded.source);
    for (const [name, ms] of scaled) {
      const line = new RegExp(`^  ${name}: .*,$`, 'gm');
      if (source.match(line)?.length !== 1) throw new Error(`${name} is no timing`);
      source = source.replace(line, `  ${name}: ${ms},`);
    }
    return { ...loaded, source };
  },
});
