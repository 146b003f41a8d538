import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin, type RolldownOptions } from 'rolldown';

const OLDEST_NODE = 24;
const programs = { main: 'src/main.ts', simulator: 'simulator/main.ts' };

/**
 * Emits `dist/<name>.js`, which looks at the version of Node before anything else is loaded: static imports would be
 * resolved first, and an older Node fails on them in its own words. Written for any Node that knows ES modules.
 */
function versionGuard(name: string): Plugin {
  const source = `import process from 'node:process';
if (Number(process.versions.node.split('.')[0]) < ${OLDEST_NODE}) {
  process.stderr.write('lightning-pay needs Node ${OLDEST_NODE} or later, this is ' + process.version + '\\n');
  process.exit(1);
}
import('./${name}.program.js');
`;
  return {
    name: 'version-guard',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: `${name}.js`, source });
    },
  };
}

/** Copies a folder of `src/` to the same place in `dist/`: what the program reads from there is there too. */
function carry(folder: string): Plugin {
  return {
    name: 'carry',
    generateBundle() {
      const from = join(import.meta.dirname, 'src', folder);
      for (const name of readdirSync(from)) {
        this.emitFile({
          type: 'asset',
          fileName: `${folder}/${name}`,
          source: readFileSync(join(from, name)),
        });
      }
    },
  };
}

/** Refuses a program that would not start for want of a package: the bundler itself adds imports of its own helpers. */
function knownPackages(): Plugin {
  const file = join(import.meta.dirname, 'package.json');
  const { dependencies } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies: object }; // our own
  return {
    name: 'known-packages',
    generateBundle(_, bundle) {
      for (const output of Object.values(bundle)) {
        if (output.type !== 'chunk') continue;
        for (const id of [...output.imports, ...output.dynamicImports]) {
          const name = id.split('/', id.startsWith('@') ? 2 : 1).join('/');
          if (!id.startsWith('node:') && !(name in dependencies)) throw new Error(`${id} is no dependency`);
        }
      }
    },
  };
}

/** One program in one file, `dist/<name>.program.js`: packages stay outside, so that they can be audited and patched. */
function program(name: string, input: string): RolldownOptions {
  return {
    cwd: import.meta.dirname,
    input: { [name]: input },
    platform: 'node',
    external: (id, importer) => importer !== undefined && !/^[./]/.test(id),
    plugins: [versionGuard(name), knownPackages(), ...(name === 'main' ? [carry('http/hosted/files')] : [])],
    output: {
      dir: 'dist',
      format: 'esm',
      entryFileNames: '[name].program.js',
      codeSplitting: false,
      sourcemap: true,
    },
  };
}

export default defineConfig(Object.entries(programs).map(([name, input]) => program(name, input)));
