import { parse } from 'yaml';

/** What is read of `pnpm-lock.yaml`. */
interface Lockfile {
  readonly importers: Readonly<
    Record<string, { dependencies: Readonly<Record<string, { version: string }>> }>
  >;
  readonly snapshots: Readonly<Record<string, Dependencies | undefined>>;
}

interface Dependencies {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * All packages that a package of the workspace needs at run time, and theirs.
 *
 * @param text Of `pnpm-lock.yaml`.
 * @param folder Of the package, as `server`.
 * @returns Sorted, as `@hono/node-server@2.1.9`.
 */
export function productionClosure(text: string, folder: string): string[] {
  const { importers, snapshots } = parse(text) as Lockfile; // a file of our own
  const found = new Set<string>();
  const visit = (id: string): void => {
    if (found.has(id)) return;
    found.add(id);
    const { dependencies, optionalDependencies } = snapshots[id] ?? {};
    for (const [name, version] of Object.entries({ ...dependencies, ...optionalDependencies }))
      visit(`${name}@${version}`);
  };
  for (const [name, { version }] of Object.entries(importers[folder]?.dependencies ?? {}))
    visit(`${name}@${version}`);
  // In brackets: which package's version a peer dependency took.
  return [...new Set([...found].map((id) => id.replace(/\(.*$/, '')))].sort();
}
