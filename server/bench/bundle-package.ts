import { join } from 'node:path';
import { rolldown } from 'rolldown';

const WIDGET = join(import.meta.dirname, '../../widget');
const ENTRY = join(WIDGET, 'bench-entry.js');

/**
 * Bundles for a browser what the widget depends on, minified, as a page without the widget would.
 *
 * @param source An ES module; what it imports is looked for where the widget finds it.
 */
export async function bundlePackage(source: string): Promise<string> {
  const bundle = await rolldown({
    input: ENTRY,
    cwd: WIDGET,
    platform: 'browser',
    logLevel: 'silent',
    plugins: [
      {
        name: 'bench-entry',
        resolveId: (id) => (id === ENTRY ? ENTRY : null),
        load: (id) => (id === ENTRY ? source : null),
      },
    ],
  });
  try {
    const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false });
    return output[0].code;
  } finally {
    await bundle.close();
  }
}
