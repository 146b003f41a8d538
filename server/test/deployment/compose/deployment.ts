import { globSync } from 'node:fs';
import { type ComposeFile, DOCKER, isMapping, readComposeFile, type YamlMapping } from './compose-file.ts';
import { mergeComposeFiles } from './merge-compose-files.ts';

/** Every compose file of `docker/`, by name. */
export const FILES: Readonly<Record<string, ComposeFile>> = Object.fromEntries(
  globSync('compose*.yaml', { cwd: DOCKER })
    .sort()
    .map((name) => [name, readComposeFile(name)]),
);

/** The files together, as `COMPOSE_FILE` names them; a rehearsal on regtest goes on top of BTCPay's. */
export const DEPLOYMENTS: readonly string[] = [
  'compose.yaml',
  'compose.yaml:compose.btcpay.yaml',
  'compose.yaml:compose.btcpay.yaml:compose.regtest.yaml',
];

/** What `COMPOSE_FILE` says as one file, services in their long forms. */
export function deployment(composeFile: string): YamlMapping {
  return mergeComposeFiles(
    composeFile.split(':').map((name) => {
      const file = FILES[name];
      if (file === undefined) throw new Error(`${name} is not in docker/`);
      return file;
    }),
  );
}

/** A mapping of a merged file, as `services`; empty where it is not there. */
export function section(merged: YamlMapping, name: string): YamlMapping {
  const found = merged[name];
  return isMapping(found) ? found : {};
}

/** The services of a merged file, by name. */
export function servicesOf(merged: YamlMapping): [name: string, service: YamlMapping][] {
  return Object.entries(section(merged, 'services')).map(([name, service]) => {
    if (!isMapping(service)) throw new Error(`the service ${name} is no mapping`);
    return [name, service];
  });
}
