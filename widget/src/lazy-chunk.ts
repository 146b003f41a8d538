/**
 * Filled in by the build: the chunks that this bundle may load, by name: address relative to the bundle, and hash of
 * the bytes. Absent in source, where `import()` alone does.
 */
declare const __CHUNKS__: Readonly<Record<string, { readonly path: string; readonly integrity: string }>>;

const chunks = typeof __CHUNKS__ === 'undefined' ? {} : __CHUNKS__;
const preloads = new Map<string, Promise<unknown>>();

/**
 * Fetches a chunk ahead of its use and checks it against its hash, where the browser has `modulepreload`.
 *
 * @returns Rejects where it did not come, or has other bytes; the next call tries anew.
 */
export function preloadChunk(name: string): Promise<unknown> {
  const chunk = chunks[name];
  const link = document.createElement('link');
  const known = preloads.get(name);
  if (known || !chunk || !link.relList.supports('modulepreload')) return Promise.resolve(known);
  const preload = new Promise((done, failed) => {
    link.onload = done;
    link.onerror = failed;
  });
  preloads.set(name, preload);
  preload.catch(() => preloads.delete(name));
  link.rel = 'modulepreload';
  link.integrity = chunk.integrity;
  link.crossOrigin = 'anonymous';
  link.href = new URL(chunk.path, import.meta.url).href;
  document.head.append(link);
  return preload;
}

/**
 * Loads a chunk. It waits for the preload: `import()` knows no hash, and after a preload that found other bytes it would
 * fetch these again and run them (Chromium 156).
 *
 * @param load `() => import('./its-source.ts')`; the build puts the chunk's address there.
 * @throws What the browser throws, or the preload's error event.
 */
export async function loadChunk<Chunk>(name: string, load: () => Promise<Chunk>): Promise<Chunk> {
  await preloadChunk(name);
  return load();
}
