import { isMapping, type Yaml, type YamlMapping } from './compose-file.ts';

/** One thing that a container must, or must never, be. */
interface Rule {
  /** The fault, as it ends the sentence "the service …". */
  readonly fault: string;
  /** Whether a service breaks it. Services come in their long forms (`canonicalService`). */
  readonly breaks: (service: YamlMapping) => boolean;
}

/** What no file may loosen, not even one that only adds to a service of another file. */
const NEVER: readonly Rule[] = [
  { fault: 'is privileged', breaks: ({ privileged }) => privileged !== undefined && privileged !== false },
  { fault: 'adds capabilities', breaks: ({ cap_add }) => !isEmpty(cap_add) },
  { fault: 'has devices of the host', breaks: ({ devices, gpus }) => !isEmpty(devices) || !isEmpty(gpus) },
  { fault: 'joins the network of another', breaks: ({ network_mode }) => network_mode !== undefined },
  {
    fault: 'joins a namespace of another',
    breaks: ({ pid, ipc, uts, userns_mode, cgroup }) =>
      [pid, ipc, uts, userns_mode, cgroup].some((value) => value !== undefined && value !== 'private'),
  },
  {
    fault: 'can talk to Docker',
    breaks: ({ use_api_socket, volumes }) =>
      use_api_socket === true ||
      sources(volumes).some((source) => /docker\.sock|^\/(var\/)?run\/?$/.test(source)),
  },
  {
    fault: 'mounts folders of the host that are not its own',
    breaks: ({ volumes }) =>
      sources(volumes).some(
        (source) => !/^(\.\/[\w./-]+|\/var\/lib\/lightning-pay(\/.*)?|[\w-]+)$/.test(source),
      ),
  },
  {
    fault: 'switches a guard of the kernel off',
    breaks: ({ security_opt }) =>
      list(security_opt).some((option) => /unconfined|disable|:false$|=false$/.test(String(option))),
  },
  {
    fault: 'runs its hooks with other rights',
    breaks: ({ post_start, pre_stop }) => !isEmpty(post_start) || !isEmpty(pre_stop),
  },
];

/** What every container must be. */
const ALWAYS: readonly Rule[] = [
  {
    fault: 'runs as root, or as whoever its image says',
    breaks: ({ user }) => !/^[1-9]\d*:[1-9]\d*$/.test(String(user)),
  },
  {
    fault: 'joins groups',
    breaks: ({ group_add }) => list(group_add).some((group) => /^(0|root|docker|sudo)$/.test(String(group))),
  },
  { fault: 'can write to its root', breaks: ({ read_only }) => read_only !== true },
  {
    fault: 'keeps capabilities',
    breaks: ({ cap_drop }) => JSON.stringify(cap_drop) !== '["ALL"]',
  },
  {
    fault: 'may gain privileges',
    breaks: ({ security_opt }) =>
      !list(security_opt).some((option) => /^no-new-privileges([:=]true)?$/.test(String(option))),
  },
  { fault: 'has no memory limit', breaks: ({ mem_limit }) => !/^[1-9]\d*[mg]$/.test(String(mem_limit)) },
  { fault: 'has no limit of processes', breaks: ({ pids_limit }) => !(Number(pids_limit) > 0) },
  {
    fault: 'has memory of no size as a file system',
    breaks: ({ tmpfs }) => list(tmpfs).some((mount) => !/:(.*,)?size=\d+[km]\b/.test(String(mount))),
  },
  {
    fault: 'keeps its log for ever',
    breaks: ({ logging }) => {
      const { driver, options } = isMapping(logging) ? logging : {};
      const { 'max-size': size, 'max-file': files } = isMapping(options) ? options : {};
      return (
        !['local', 'json-file'].includes(String(driver)) ||
        !/^\d+[km]$/.test(String(size)) ||
        !/^[1-9]\d?$/.test(String(files))
      );
    },
  },
  {
    fault: 'is not started again',
    breaks: (service) => service['restart'] !== (isTool(service) ? 'no' : 'unless-stopped'),
  },
  {
    fault: 'has no health check',
    breaks: (service) => {
      if (isTool(service)) return false;
      const { healthcheck } = service;
      return !isMapping(healthcheck) || healthcheck['disable'] === true || isEmpty(healthcheck['interval']);
    },
  },
];

/**
 * Says what is wrong with the containers that a merged file describes: see A47.
 *
 * @param services By name, in their long forms.
 * @returns A sentence each, as `nginx runs as root, …`; none: all is as it must be.
 */
export function hardeningFaults(services: YamlMapping): string[] {
  return [...brokenRules(services, [...NEVER, ...ALWAYS]), ...publishedFaults(services)];
}

/**
 * Says what a file loosens that is not a whole by itself, since its services go on with those of the file before it.
 * Arguments and result as for `hardeningFaults`.
 */
export function looseningFaults(services: YamlMapping): string[] {
  return [...brokenRules(services, NEVER), ...publishedFaults(services)];
}

/** Whether a service is run on demand, ends by itself, and is gone: nothing restarts it or asks after its health. */
export function isTool({ profiles }: YamlMapping): boolean {
  return list(profiles).includes('tools');
}

function brokenRules(services: YamlMapping, rules: readonly Rule[]): string[] {
  return Object.entries(services).flatMap(([name, service]) =>
    rules
      .filter(({ breaks }) => !isMapping(service) || breaks(service))
      .map(({ fault }) => `${name} ${fault}`),
  );
}

/** Ports: nginx's 80 and 443, and no others of anyone. */
function publishedFaults(services: YamlMapping): string[] {
  return Object.entries(services).flatMap(([name, service]) =>
    list(isMapping(service) ? service['ports'] : undefined)
      .filter(
        (port) =>
          name !== 'nginx' ||
          !isMapping(port) ||
          !['80', '443'].includes(String(port['published'])) ||
          port['protocol'] !== 'tcp',
      )
      .map((port) => `${name} publishes ${JSON.stringify(port)}`),
  );
}

function list(value: Yaml | undefined): readonly Yaml[] {
  return Array.isArray(value) ? value : [];
}

function sources(volumes: Yaml | undefined): string[] {
  return list(volumes).map((mount) => String(isMapping(mount) ? mount['source'] : mount));
}

function isEmpty(value: Yaml | undefined): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}
