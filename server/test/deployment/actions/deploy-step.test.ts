import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runStep } from './run-step.ts';
import { readWorkflows, stepOf } from './workflows.ts';

const root = join(import.meta.dirname, '../../../..');
const deploy = readWorkflows(root).find(({ name }) => name === 'deploy.yml')?.workflow;
const job = deploy?.jobs['deploy'];
const COMMIT = '0123456789abcdef0123456789abcdef01234567';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lightning-pay-deploy-step-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (step: string, env: Record<string, string>, programs: Record<string, string>) =>
  runStep(stepOf(job, step), { folder, env, programs });

describe('deploy.yml', () => {
  it('never runs twice at once, and is never cut short', () => {
    expect(deploy?.concurrency).toEqual({ group: 'deploy', 'cancel-in-progress': false });
    expect(job?.environment).toMatchObject({ name: 'production' });
    expect(job?.permissions).toEqual({});
  });

  it('says one thing to the droplet, whose host key it knows beforehand', () => {
    const ssh = `printf '%s\\n' "$@" > ${folder}/words
      for word; do case $word in
        */key) stat --format %a "$word" && cat "$word" ;;
        UserKnownHostsFile=*) cat "\${word#*=}" ;;
      esac; done
      exit 3`;
    const env = {
      COMMIT,
      DEPLOY_HOST: 'pay.example.com',
      DEPLOY_KNOWN_HOSTS: 'pay.example.com ssh-ed25519 host',
      DEPLOY_KEY: 'the key\nof the test',
    };
    const { status, stdout } = run('Deploy', env, { ssh });
    expect(status).toBe(3); // the droplet's own word is the job's
    expect(stdout).toBe('600\nthe key\nof the test\npay.example.com ssh-ed25519 host\n');
    const words = readFileSync(join(folder, 'words'), 'utf8').trim().split('\n');
    expect(words.slice(-3)).toEqual(['--', 'deploy@pay.example.com', `deploy ${COMMIT}`]);
    expect(words).toEqual(
      expect.arrayContaining([
        'StrictHostKeyChecking=yes',
        'GlobalKnownHostsFile=none',
        'BatchMode=yes',
        'IdentitiesOnly=yes',
      ]),
    );
    const key = words[words.indexOf('-i') + 1] ?? '';
    expect(existsSync(key)).toBe(false); // gone with the step
  });

  it.each([
    ['200', 0, ''],
    [
      '503',
      1,
      '::error::The release runs, but /readyz answers 503 from outside. To go back, on the droplet: sudo',
    ],
    ['301', 1, '::error::The release runs, but /readyz answers 301 from outside.'],
  ])('asks for the page from outside: %s', (code, status, said) => {
    const curl = `printf '%s\\n' "\${@: -1}" >> ${folder}/asked; printf ${code}; [ ${code} != 503 ]`;
    const result = run(
      'Ask for the page as a customer does',
      { PUBLIC_URL: 'https://pay.example.com/' },
      { curl },
    );
    expect(result.status).toBe(status);
    expect(result.stdout).toContain(said);
    const asked = readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n');
    const both = ['https://pay.example.com/readyz', 'https://pay.example.com/lightning-pay.js'];
    expect(asked).toEqual(status === 0 ? both : both.slice(0, 1));
  });
});
