import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROGRAMS } from '../../../../.ci/programs.ts';
import { jobsOf, readWorkflows, stepOf, type Workflow } from './workflows.ts';

const root = join(import.meta.dirname, '../../../..');
const files = readWorkflows(root);
const jobs = jobsOf(files);
const steps = jobs.flatMap(([name, job]) => (job.steps ?? []).map((step, index) => ({ name, index, step })));

/** GitHub's own parser imports its schema as JSON without saying so, which Node wants said. */
async function parserOfGitHub(): Promise<typeof import('@actions/workflow-parser')> {
  const hooks = registerHooks({
    load: (url, context, next) =>
      next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
  });
  try {
    return await import('@actions/workflow-parser');
  } finally {
    hooks.deregister();
  }
}

/** What a workflow runs on, of that which anybody can bring about with code of their own. */
function foreignTriggers({ on }: Workflow): string[] {
  return Object.keys(on).filter((event) => !['push', 'workflow_dispatch', 'workflow_call'].includes(event));
}

describe('.github/workflows', () => {
  it('is accepted by GitHub’s own parser', async () => {
    const { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } = await parserOfGitHub();
    const faultsOf = async (name: string, content: string) => {
      const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
      const parsed = context.errors.getErrors();
      if (value === undefined || parsed.length > 0) return parsed.map(({ message }) => message);
      const { errors } = await convertWorkflowTemplate(context, value);
      return (errors ?? []).map(({ Message }) => Message);
    };
    for (const { name, text } of files)
      expect({ name, faults: await faultsOf(name, text) }).toEqual({ name, faults: [] });
    const wrong = files.map(({ name, text }) => faultsOf(name, text.replace('runs-on:', 'runs-in:')));
    expect((await Promise.all(wrong)).map(({ length }) => length > 0)).toEqual(files.map(() => true));
  });

  it('grants nothing at the top, and each job what it says', () => {
    for (const { name, workflow } of files)
      expect({ name, granted: workflow.permissions }).toEqual({ name, granted: {} });
    const writes = jobs.flatMap(([name, { permissions }]) => {
      expect({ name, type: typeof permissions }).toEqual({ name, type: 'object' });
      return Object.entries(permissions ?? {})
        .filter(([, level]) => level === 'write')
        .map(([scope]) => `${name} ${scope}`);
    });
    expect(writes).toEqual([
      'release.yml/version contents',
      'release.yml/version pull-requests',
      'release.yml/npm id-token',
      'release.yml/image packages',
      'release.yml/image id-token',
      'release.yml/image attestations',
      'release.yml/notes contents',
    ]);
  });

  it('gives no secret, no write access and no environment to what a pull request runs', () => {
    const open = files.filter(({ workflow }) => foreignTriggers(workflow).length > 0);
    expect(open.map(({ name }) => name)).toEqual(['ci.yml']);
    expect(foreignTriggers(open[0]?.workflow ?? { on: {}, jobs: {} })).toEqual([
      'pull_request',
      'merge_group',
    ]);
    for (const { text } of open) expect(text).not.toMatch(/secrets|github\.token|GITHUB_TOKEN|: write/);
    for (const [name, job] of jobsOf(open)) {
      expect({ name, environment: job.environment, secrets: job.secrets }).toEqual({ name });
    }
    expect(jobs.filter(([, { secrets }]) => secrets !== undefined)).toEqual([]);
  });

  it('has one secret, in the one job that deploys', () => {
    const named = files.flatMap(({ name, text }) =>
      [...text.matchAll(/\bsecrets\.\w+/g)].map(([it]) => `${name} ${it}`),
    );
    expect(named).toEqual(['deploy.yml secrets.DEPLOY_KEY']);
    expect(jobs.filter(([, { environment }]) => environment !== undefined).map(([name]) => name)).toEqual([
      'deploy.yml/deploy',
      'release.yml/npm',
    ]);
  });

  it('hands values to a script by its environment only', () => {
    expect(steps.filter(({ step }) => step.run?.includes('${{'))).toEqual([]);
  });

  it('keeps no credentials in a checkout, no cache, and a time limit for each job', () => {
    const used = (action: string) => steps.filter(({ step }) => step.uses?.startsWith(`${action}@`));
    expect(used('actions/checkout').length).toBeGreaterThan(4);
    for (const { step } of used('actions/checkout'))
      expect(step.with).toMatchObject({ 'persist-credentials': false });
    for (const { step } of used('actions/setup-node'))
      expect(step.with).toMatchObject({ 'package-manager-cache': false });
    const limits = jobs
      .filter(([, job]) => job.uses === undefined)
      .map(([, job]) => job['timeout-minutes'] ?? Infinity);
    expect(Math.max(...limits)).toBeLessThanOrEqual(45);
  });
});

describe('ci.yml', () => {
  const ci = Object.fromEntries(jobsOf(files.filter(({ name }) => name === 'ci.yml')));

  it('runs what everybody runs, from the oldest Node that may start it', () => {
    expect(stepOf(ci['ci.yml/test'], 'Every check and test').run).toBe('.ci/run');
    expect(readFileSync(join(root, '.ci/run'), 'utf8')).toMatch(/^npm test\b/m);
    const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      engines: { node: string };
    };
    expect(`>=${ci['ci.yml/test']?.strategy?.matrix['node']?.[0]}`).toBe(engines.node);
  });

  it('builds the image that is shipped, and tests it', () => {
    const runs = ci['ci.yml/image']?.steps?.map(({ run = '' }) => run).join('');
    expect(runs).toMatch(/^docker build --file docker\/Dockerfile /m);
    expect(runs).toMatch(/ npm run test:image$/m);
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    expect(scripts).toHaveProperty('test:image');
  });

  it('has every program that the tests run', () => {
    const { run = '' } = stepOf(ci['ci.yml/test'], 'Programs that tests run');
    expect(run.split(/\s+/)).toEqual(expect.arrayContaining(PROGRAMS.flatMap(({ packages }) => packages)));
  });

  it('comes before a deploy and before a release', () => {
    const job = (name: string) => jobs.find(([candidate]) => candidate === name)?.[1];
    for (const file of ['deploy.yml', 'release.yml'])
      expect(job(`${file}/ci`)?.uses).toBe('./.github/workflows/ci.yml');
    for (const name of ['deploy.yml/deploy', 'release.yml/npm', 'release.yml/image']) {
      expect([job(name)?.needs].flat()).toContain('ci');
      expect(job(name)?.if ?? '').not.toMatch(/always|failure|cancelled/);
    }
  });
});
