import { readFileSync } from 'node:fs';
import { DOCKER } from './compose-file.ts';

/** A variable that an example of an environment file shows. */
export interface Example {
  readonly name: string;
  /** Without its quotes; empty: to be filled in. */
  readonly value: string;
  /** Whether the line counts as it stands, or is commented out. */
  readonly isOn: boolean;
  /** The sentence right above it, or above those that it stands with; empty: there is none. */
  readonly comment: string;
}

/**
 * Reads an example of an environment file.
 *
 * @param file A file of `docker/`, as `env.example`.
 */
export function readEnvExample(file: string): Example[] {
  const examples: Example[] = [];
  let comment = '';
  for (const line of readFileSync(new URL(file, DOCKER), 'utf8').split('\n')) {
    const [, off, name, value = ''] = /^(# )?([A-Z][A-Z_]*)=(.*)$/.exec(line) ?? [];
    if (name === undefined) comment = /^# (?!---)(.*)$/.exec(line)?.[1] ?? '';
    else examples.push({ name, value: value.replace(/^'(.*)'$/, '$1'), isOn: off === undefined, comment });
  }
  return examples;
}
