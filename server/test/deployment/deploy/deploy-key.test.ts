import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dummySecret } from '../../required-env.ts';
import { type SshHost, startSshHost } from './ssh-host.ts';

const SECRET = dummySecret(40, 's');
const REFUSED =
  /^refused: this key can say "deploy" and the 40 digits of a commit on main, and nothing else\n$/;

let host: SshHost;
let page: Server;
let publicUrl: string;
let main: string;

beforeAll(async () => {
  page = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
  await once(page, 'listening');
  publicUrl = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
  host = await startSshHost({ PUBLIC_URL: publicUrl, APP_SECRET: SECRET });
  main = await host.repository.release();
}, 60_000);
afterAll(async () => {
  await host.end();
  page.close();
});

describe('the deploy key', { timeout: 120_000 }, () => {
  it('A51 deploys a newer commit of main by one forced command, whatever its holder asks for, and reads no secret of the host; the CI token holds no other', async () => {
    const older = await host.repository.release();
    const newer = await host.repository.release();

    // Not that command, to the letter: nothing is run.
    for (const line of [
      ...[
        '',
        'deploy',
        'deploy main',
        'deploy HEAD',
        `deploy ${main.slice(0, 12)}`,
        `deploy ${main.toUpperCase()}`,
      ],
      ...[
        `deploy  ${main}`,
        ` deploy ${main}`,
        `deploy ${main} `,
        `deploy ${main}\n`,
        `deploy ${main}\nid`,
        `id\ndeploy ${main}`,
      ],
      ...[
        'deploy x; cat server.env',
        `deploy ${main}; cat server.env`,
        `deploy ${main} && id`,
        `deploy $(id)`,
      ],
      ...[
        `deploy ${main} --any-commit`,
        `deploy --any-commit ${main}`,
        `deploy ${main} --image evil`,
        '--rollback',
      ],
      ...[
        'cat /opt/lightning-pay/docker/server.env',
        'sh',
        'sudo -n sh',
        `/opt/lightning-pay/docker/scripts/deploy.sh --ref ${main}`,
      ],
      ...[
        'internal-sftp',
        'scp -f /opt/lightning-pay/docker/server.env',
        `git-upload-pack '/opt/lightning-pay'`,
      ],
    ]) {
      const answer = await host.client('ssh', line === '' ? ['-T', 'HOST'] : ['HOST', '--', line]);
      expect(answer, JSON.stringify(line)).toMatchObject({ code: 2, stdout: '' });
      expect(answer.stderr, JSON.stringify(line)).toMatch(REFUSED);
    }
    // Nor any other use of a connection.
    const secrets = '/opt/lightning-pay/docker/server.env';
    const here = join(host.folder, 'fetched');
    for (const [program, ...words] of [
      ['ssh', '-tt', 'HOST'],
      ['ssh', '-s', 'HOST', 'sftp'],
      ['scp', `HOST:${secrets}`, here],
      ['scp', '-O', `HOST:${secrets}`, here],
      ['sftp', `HOST:${secrets}`, here],
      ['ssh', '-W', new URL(publicUrl).host, 'HOST'],
    ] as const) {
      const answer = await host.client(program, words);
      expect(answer.code, words.join(' ')).toBeGreaterThan(0);
      expect(answer.stdout + answer.stderr).not.toContain(SECRET);
    }
    expect(() => readFileSync(here)).toThrow('ENOENT');
    const back = ['-o', 'ExitOnForwardFailure=yes', '-R', '0:127.0.0.1:9', 'HOST', '--', `deploy ${main}`];
    expect(await host.client('ssh', back)).toMatchObject({
      code: 255,
      stderr: expect.stringContaining('remote port forwarding failed'),
    });
    expect(await host.calls()).toEqual([]);

    // A commit, but none that may run.
    for (const [commit, why] of [
      [host.repository.unmerged, 'is not on main'],
      ['0'.repeat(40), 'is no commit that this checkout knows'],
    ]) {
      const answer = await host.client('ssh', ['HOST', `deploy ${commit}`]);
      expect(answer).toMatchObject({ code: 1, stdout: expect.stringContaining(`${commit} ${why}`) });
    }
    expect((await host.calls()).filter((call) => / (up|run|build) /.test(call))).toEqual([]);

    // The good line; what the client says of its environment is not heard.
    const own = { LP_DOCKER: host.folder, DRY_RUN: '1', BASH_ENV: '/tmp/evil', LP_ROOT: '/tmp' };
    const sent = Object.keys(own).flatMap((name) => ['-o', `SendEnv=${name}`]);
    const deployed = await host.client('ssh', [...sent, 'HOST', `deploy ${newer}`], own);
    expect(deployed.code, deployed.stdout + deployed.stderr).toBe(0);
    expect(deployed.stdout).toContain(`lightning-pay-server:${newer} runs.`);
    expect(deployed.stdout + deployed.stderr).not.toContain(SECRET);
    expect((await host.calls()).filter((call) => call.includes('--force-recreate server-'))).toHaveLength(2);

    // Not back to a release whose faults are known by now.
    expect(await host.client('ssh', ['HOST', `deploy ${older}`])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`${older} is older than ${newer}`),
    });

    expect(secretsOf('deploy.yml')).toEqual(['DEPLOY_KEY']);
  });
});

/**
 * The secrets that a workflow can read, by name.
 *
 * @throws Error where a job with a secret is outside of an environment, or hands all of them on.
 */
function secretsOf(workflow: string): string[] {
  const text = readFileSync(join(import.meta.dirname, '../../../../.github/workflows', workflow), 'utf8');
  const { jobs } = parse(text) as { jobs: Record<string, { environment?: unknown; secrets?: unknown }> };
  for (const [name, job] of Object.entries(jobs)) {
    if (job.secrets !== undefined) throw new Error(`the job ${name} hands secrets on`);
    if (job.environment === undefined && JSON.stringify(job).includes('secrets'))
      throw new Error(`the job ${name} reads secrets outside of an environment`);
  }
  return [...new Set([...text.matchAll(/secrets\s*(?:\.\s*|\[\s*['"])(\w+)/g)].map(([, name = '']) => name))];
}
