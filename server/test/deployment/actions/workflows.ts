import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** What a job or a whole workflow may do with GitHub's token: a level for each scope, or one for all. */
export type Permissions = Readonly<Record<string, 'read' | 'write' | 'none'>> | string;

/** A step: an action, or a shell script. */
export interface WorkflowStep {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** A job: steps on a runner, or a call of another workflow. */
export interface WorkflowJob {
  readonly permissions?: Permissions;
  readonly 'timeout-minutes'?: number;
  readonly environment?: string | { readonly name: string };
  readonly uses?: string;
  readonly secrets?: unknown;
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly steps?: readonly WorkflowStep[];
}

/** What is read of a workflow. @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Permissions;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': unknown };
  readonly jobs: Readonly<Record<string, WorkflowJob>>;
}

/** A workflow as text and as what it says. */
export interface WorkflowFile {
  /** As `ci.yml`. */
  readonly name: string;
  readonly text: string;
  readonly workflow: Workflow;
}

/** Reads `.github/workflows` of the checkout at `root`. */
export function readWorkflows(root: string): WorkflowFile[] {
  const folder = join(root, '.github/workflows');
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      return { name, text, workflow: parse(text) as Workflow }; // GitHub's own parser has judged it in a test
    });
}

/** The jobs of some workflows, each with its name as `ci.yml/test`. */
export function jobsOf(files: readonly WorkflowFile[]): [name: string, job: WorkflowJob][] {
  return files.flatMap(({ name, workflow }) =>
    Object.entries(workflow.jobs).map(([id, job]): [string, WorkflowJob] => [`${name}/${id}`, job]),
  );
}

/** A step by its name. */
export function stepOf(job: WorkflowJob | undefined, name: string): WorkflowStep {
  const step = job?.steps?.find((candidate) => candidate.name === name);
  if (step === undefined) throw new Error(`no step is called ${name}`);
  return step;
}
