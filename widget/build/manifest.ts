import { readFile } from 'node:fs/promises';
import * as analyzer from '@custom-elements-manifest/analyzer';
import { type Analyzed, type Manifest, shippedManifest } from './shipped-manifest.ts';

interface SourceFile {
  readonly fileName: string;
}

/** What is used of the analyzer, whose own declarations leave it out. */
interface Analyzer {
  create(options: { modules: readonly SourceFile[]; plugins: readonly unknown[] }): Analyzed;
  readonly ts: {
    createSourceFile(name: string, text: string, target: number, setParents: boolean): SourceFile;
  };
}

/** Without a declaration too. It reads Lit's `static properties`. */
const LIT_PLUGIN = '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js';

const ES2022 = 9;

/** Keeps the types that the docstring gives attributes (`'auto' | 'light'`): the analyzer puts the property's in their place. */
function keepAttributeTypes() {
  const types = new Map<string, { readonly text: string }>();
  return {
    name: 'keep-attribute-types',
    analyzePhase({ moduleDoc }: { moduleDoc: Analyzed['modules'][number] }) {
      for (const { attributes = [] } of moduleDoc.declarations)
        for (const { name, type } of attributes) if (type && !types.has(name)) types.set(name, type);
    },
    packageLinkPhase({ customElementsManifest }: { customElementsManifest: Analyzed }) {
      for (const { declarations } of customElementsManifest.modules)
        for (const { attributes = [] } of declarations)
          for (const attribute of attributes) Object.assign(attribute, { type: types.get(attribute.name) });
    },
  };
}

/**
 * Reads the manifest of the element (https://custom-elements-manifest.open-wc.org) out of its docstring and code.
 *
 * @returns `custom-elements.json`.
 */
export async function makeManifest(): Promise<Manifest> {
  const { create, ts } = analyzer as unknown as Analyzer;
  const { litPlugin } = (await import(LIT_PLUGIN)) as { litPlugin(): readonly unknown[] };
  const modules = await Promise.all(
    ['src/lightning-pay.ts', 'src/events.ts'].map(async (path) => {
      const text = await readFile(new URL(`../${path}`, import.meta.url), 'utf8');
      return ts.createSourceFile(path, text, ES2022, true);
    }),
  );
  return shippedManifest(create({ modules, plugins: [keepAttributeTypes(), ...litPlugin()] }));
}
