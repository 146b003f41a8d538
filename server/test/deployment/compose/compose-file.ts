import { readFileSync } from 'node:fs';
import { type Document, isPair, isSeq, type Node, type Pair, parseDocument, visit } from 'yaml';

/** Any value that a YAML file can hold. */
export type Yaml = null | boolean | number | string | readonly Yaml[] | YamlMapping;

/** A mapping of a YAML file. */
export type YamlMapping = { readonly [key: string]: Yaml };

/** What a value with a tag asks of the merge: to leave the attribute out, or to take this value and nothing before it. */
export type MergeTag = 'reset' | 'override';

/** A compose file as it was read, by itself. */
export interface ComposeFile {
  /** Its content, anchors and merge keys resolved. */
  readonly content: YamlMapping;
  /** Tags by the path of their value, keys joined by `/`, as `services/nginx/ports`. */
  readonly tags: ReadonlyMap<string, MergeTag>;
}

const TAGS: Readonly<Record<string, MergeTag>> = { '!reset': 'reset', '!override': 'override' };

/** `docker/` of this checkout. */
export const DOCKER = new URL('../../../../docker/', import.meta.url);

/**
 * Reads a file of `docker/`.
 *
 * @param name As `compose.yaml`.
 */
export function readComposeFile(name: string): ComposeFile {
  return parseComposeFile(readFileSync(new URL(name, DOCKER), 'utf8'));
}

/**
 * Parses a compose file. YAML 1.2, with merge keys (`<<`), which Compose knows too.
 *
 * @throws Error where it is not YAML, names a key twice, is no mapping, or has a tag that Compose does not know.
 */
export function parseComposeFile(text: string): ComposeFile {
  // An unknown tag is only a warning to the parser, and is looked at below.
  const document = parseDocument(text, { merge: true, logLevel: 'error' });
  for (const error of document.errors) throw error;
  const tags = new Map<string, MergeTag>();
  visit(document, {
    Node(_, node, ancestors) {
      if (node.tag === undefined || node.tag.startsWith('tag:yaml.org,')) return;
      const tag = TAGS[node.tag];
      if (tag === undefined) throw new Error(`Compose does not know the tag ${node.tag}`);
      tags.set(pathOf(ancestors), tag);
    },
  });
  const content: Yaml = document.toJS();
  if (!isMapping(content)) throw new Error('a compose file is a mapping');
  return { content, tags };
}

function pathOf(ancestors: readonly (Document | Node | Pair)[]): string {
  if (ancestors.some((ancestor) => isSeq(ancestor))) throw new Error('a tag stands inside a list');
  return ancestors
    .filter((ancestor) => isPair(ancestor))
    .map(({ key }) => String(key))
    .join('/');
}

/** Whether a value is a mapping. */
export function isMapping(value: Yaml | undefined): value is YamlMapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
