import { isMapping, type Yaml, type YamlMapping } from './compose-file.ts';

/** How each attribute that has a short form is brought to its long one. */
const LONG_FORMS: Readonly<Record<string, (value: Yaml) => Yaml>> = {
  environment: (value) => mappingOf(value, '='),
  labels: (value) => mappingOf(value, '='),
  annotations: (value) => mappingOf(value, '='),
  sysctls: (value) => mappingOf(value, '='),
  extra_hosts: (value) => mappingOf(value, /[=:]/),
  networks: (value) => mappingOf(value),
  depends_on: (value) => mappingOf(value, undefined, { condition: 'service_started' }),
  env_file: (value) => listOf(value).map((entry) => (isMapping(entry) ? entry : { path: entry })),
  label_file: listOf,
  tmpfs: listOf,
  dns: listOf,
  dns_search: listOf,
  volumes: (value) => listOf(value).map(longMount),
  ports: (value) => listOf(value).map(longPort),
  secrets: (value) => listOf(value).map((entry) => (isMapping(entry) ? entry : { source: entry })),
  configs: (value) => listOf(value).map((entry) => (isMapping(entry) ? entry : { source: entry })),
};

/**
 * Writes a service with the long form of each attribute that has a short one, so that two can be compared or merged:
 * lists of `NAME=value` as mappings, `./nginx:/etc/nginx:ro` as a mount of its parts, `80:80` as a port of its parts.
 *
 * @throws Error at a mount or a port that it cannot read.
 * @see https://github.com/compose-spec/compose-spec/blob/main/05-services.md
 */
export function canonicalService(service: YamlMapping): YamlMapping {
  return Object.fromEntries(
    Object.entries(service).map(([name, value]) => [name, LONG_FORMS[name]?.(value) ?? value]),
  );
}

function mappingOf(value: Yaml, separator?: string | RegExp, without: Yaml = null): Yaml {
  if (!Array.isArray(value)) return value;
  return Object.fromEntries(
    value.map((entry) => {
      const text = String(entry);
      const at = separator === undefined ? -1 : text.search(separator);
      return at < 0 ? [text, without] : [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

function listOf(value: Yaml): readonly Yaml[] {
  return Array.isArray(value) ? value : [value];
}

/** `[SOURCE:]TARGET[:MODE]` */
function longMount(mount: Yaml): Yaml {
  if (typeof mount !== 'string') return mount;
  const [, source, target, mode] = /^(?:([^:]+):)?(\/[^:]*)(?::([a-z,]+))?$/.exec(mount) ?? [];
  if (target === undefined) throw new Error(`cannot read the mount ${mount}`);
  return {
    type: source !== undefined && /^[./~]/.test(source) ? 'bind' : 'volume',
    ...(source === undefined ? {} : { source }),
    target,
    ...(mode?.split(',').includes('ro') ? { read_only: true } : {}),
  };
}

/** `[[IP:]PUBLISHED:]TARGET[/PROTOCOL]` */
function longPort(port: Yaml): Yaml {
  if (isMapping(port)) return port;
  const [, ip, published, target, protocol] =
    /^(?:(?:([\d.]+|\[[\da-f:]+\]):)?([\d-]*):)?([\d-]+)(?:\/([a-z]+))?$/i.exec(String(port)) ?? [];
  if (target === undefined) throw new Error(`cannot read the port ${port}`);
  return {
    target: Number(target),
    protocol: protocol ?? 'tcp',
    ...(published ? { published } : {}),
    ...(ip === undefined ? {} : { host_ip: ip }),
  };
}
