import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const biome = join(root, 'node_modules/.bin/biome');

/** Wrong imports, by the file that holds them. The targets exist, so that only the rule can refuse them. */
const WRONG: Record<string, string> = {
  'server/src/payments/planted-adapter.ts': '../http/planted.ts',
  'server/src/payments/planted-package.ts': 'zod',
  'server/src/payments/planted-builtin.ts': 'node:crypto',
  'server/src/payments/planted-timings.ts': '../timings.ts',
  'server/src/http/planted-btcpay.ts': '../btcpay/planted.ts',
  'server/src/http/planted-config.ts': '../config.ts',
  'server/src/http/hosted/planted-btcpay.ts': '../../btcpay/planted.ts',
  'server/src/ledger/planted-http.ts': '../http/planted.ts',
  'server/src/monitoring/planted-ledger.ts': '../ledger/planted.ts',
  'server/src/config/planted-http.ts': '../http/planted.ts',
  'server/src/app.ts': './ledger/planted.ts',
  'server/src/main.ts': './btcpay/planted.ts',
  'server/src/compose.ts': './main.ts',
  'server/src/config.ts': './http/planted.ts',
  'server/src/timings.ts': './payments/planted.ts',
  'server/simulator/planted-server.ts': '../src/payments/planted.ts',
  'widget/src/planted-lit.ts': 'lit',
  'widget/src/planted-directive.ts': 'lit/directives/class-map.js',
  'widget/src/planted-reactive.ts': '@lit/reactive-element',
  'widget/src/wallets/planted-lit.ts': 'lit',
  'widget/src/planted-server.ts': '../../server/src/payments/planted.ts',
};

/** Right imports of the same kinds: the rules refuse a direction, not importing. */
const RIGHT: Record<string, string> = {
  'server/src/payments/planted-right.ts': './planted.ts',
  'server/src/http/planted-right.ts': '../payments/planted.ts',
  'server/src/http/hosted/planted-right.ts': '../planted.ts',
  'server/src/http/hosted/planted-right-domain.ts': '../../payments/planted.ts',
  'server/src/http/planted-right-timings.ts': '../timings.ts',
  'server/src/http/planted-right-package.ts': 'zod',
  'server/src/ledger/planted-right.ts': './planted.ts',
  'server/src/config/planted-right.ts': '../payments/planted.ts',
  'server/simulator/planted-right.ts': './planted.ts',
  'widget/src/views/planted-right.ts': 'lit',
  'widget/src/views/planted-right-core.ts': '../planted.ts',
  'widget/src/planted-right.ts': './planted.ts',
};

/** Folders with a `planted.ts` that exports a type and a value. */
const TARGETS = ['payments', 'http', 'btcpay', 'ledger']
  .map((folder) => `server/src/${folder}`)
  .concat('server/simulator', 'widget/src');

const CYCLE = ['server/src/feed/planted-cycle-a.ts', 'server/src/feed/planted-cycle-b.ts'] as const;

interface Diagnostic {
  readonly category: string;
  readonly location: { readonly path: string };
}

let folder: string;
let found: Diagnostic[];

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Rules that refused a file. */
function refusals(path: string): string[] {
  return found
    .filter(({ location }) => relative(folder, join(folder, location.path)) === path)
    .map((d) => d.category);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lightning-pay-house-'));
  const isSource = (path: string) => !/[/\\](node_modules|dist|data|\.data)([/\\]|$)/.test(path);
  for (const path of ['biome.json', '.gitignore', 'server/src', 'server/simulator', 'widget/src']) {
    cpSync(join(root, path), join(folder, path), { recursive: true, filter: isSource });
  }
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  for (const target of TARGETS)
    plant(`${target}/planted.ts`, 'export type Planted = 1;\nexport const planted = 1;\n');
  for (const [path, target] of Object.entries({ ...WRONG, ...RIGHT })) {
    plant(path, `import * as it from '${target}';\n\nexport const seen = it;\n`);
  }
  plant(CYCLE[0], "import type { B } from './planted-cycle-b.ts';\n\nexport type A = B | 1;\n");
  plant(CYCLE[1], "import type { A } from './planted-cycle-a.ts';\n\nexport type B = A | 2;\n");
  const { stdout, stderr } = spawnSync(biome, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (!stdout.startsWith('{')) throw new Error(`biome did not report: ${stderr}`);
  found = (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics; // pinned biome's own format
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the import rules', () => {
  it.each(Object.entries(WRONG))('refuse %s -> %s', (path) => {
    expect(refusals(path)).toContain('lint/style/noRestrictedImports');
  });

  it.each(Object.entries(RIGHT))('accept %s -> %s', (path) => {
    expect(refusals(path)).toEqual([]);
  });

  it.each(CYCLE)('refuse a circle of type imports: %s', (path) => {
    expect(refusals(path)).toContain('lint/suspicious/noImportCycles');
  });
});
