import { canonicalService } from './canonical-service.ts';
import { type ComposeFile, isMapping, type MergeTag, type Yaml, type YamlMapping } from './compose-file.ts';

/** Attributes of a service that the later file replaces as a whole. */
const REPLACED = /^services\/[^/]+\/(command|entrypoint|healthcheck\/test)$/;

/** Lists of a service where a later entry takes the place of the one with the same key. */
const UNIQUE: Readonly<Record<string, (entry: YamlMapping) => string>> = {
  volumes: (entry) => String(entry['target']),
  secrets: (entry) => String(entry['target'] ?? entry['source']),
  configs: (entry) => String(entry['target'] ?? entry['source']),
  ports: ({ host_ip = '0.0.0.0', target = '', published = '', protocol = 'tcp' }) =>
    [host_ip, target, published, protocol].join(),
};

/**
 * Merges compose files as Docker Compose does for `COMPOSE_FILE=a:b:c`: mappings key by key, lists one after the other,
 * commands and health checks as a whole, mounts by target and ports by what they publish; `!reset` leaves an attribute
 * out, `!override` puts it in the place of all before it.
 *
 * @param files In the order in which Compose is given them.
 * @returns One file's content, services in their long forms (`canonicalService`). Nothing is interpolated.
 * @see https://github.com/compose-spec/compose-spec/blob/main/13-merge.md
 */
export function mergeComposeFiles(files: readonly ComposeFile[]): YamlMapping {
  return files.reduce<YamlMapping>(
    (merged, { content, tags }) => mergeMappings(merged, canonical(content), '', tags),
    {},
  );
}

function canonical(content: YamlMapping): YamlMapping {
  const { services } = content;
  if (!isMapping(services)) return content;
  return {
    ...content,
    services: Object.fromEntries(
      Object.entries(services).map(([name, service]) => [
        name,
        isMapping(service) ? canonicalService(service) : service,
      ]),
    ),
  };
}

type Tags = ReadonlyMap<string, MergeTag>;

function mergeMappings(before: YamlMapping, after: YamlMapping, path: string, tags: Tags): YamlMapping {
  const merged: Record<string, Yaml> = { ...before };
  for (const [name, value] of Object.entries(after)) {
    const here = path === '' ? name : `${path}/${name}`;
    const tag = tags.get(here);
    if (tag === 'reset') delete merged[name];
    else merged[name] = merge(tag === 'override' ? undefined : before[name], value, here, tags);
  }
  return merged;
}

function merge(before: Yaml | undefined, after: Yaml, path: string, tags: Tags): Yaml {
  // Nothing says nothing: `ledger:` keeps the network that the file before describes.
  if (after === null) return before ?? null;
  if (REPLACED.test(path)) return after;
  if (path.endsWith('/logging') && isMapping(before) && isMapping(after)) {
    const drivers = [before['driver'], after['driver']].filter((driver) => driver !== undefined);
    if (new Set(drivers).size > 1) return after;
  }
  if (isMapping(after)) return mergeMappings(isMapping(before) ? before : {}, after, path, tags);
  if (!Array.isArray(after) || !Array.isArray(before)) return after;
  const [, attribute = ''] = /^services\/[^/]+\/([^/]+)$/.exec(path) ?? [];
  const key = UNIQUE[attribute] ?? ((entry: Yaml) => JSON.stringify(entry));
  return [...new Map([...before, ...after].map((entry) => [key(entry), entry])).values()];
}
