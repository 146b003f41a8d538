/**
 * Loaded into a server before its own program (`--import`, with `--expose-gc`): answers each message with the memory
 * that the process uses once its garbage is gone, and ends the process when the bench is gone.
 */
process.on('message', () => {
  void collect().then(() => process.send?.(process.memoryUsage()));
});
process.channel?.unref();
process.once('disconnect', () => process.exit());

async function collect(): Promise<void> {
  // What a first collection frees of native objects, a second one counts.
  for (let round = 0; round < 3; round += 1) {
    await globalThis.gc?.({ type: 'major', execution: 'async' });
  }
}
