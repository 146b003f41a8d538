import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runStep } from './run-step.ts';
import { readWorkflows, stepOf } from './workflows.ts';

const root = join(import.meta.dirname, '../../../..');
const jobs = readWorkflows(root).find(({ name }) => name === 'release.yml')?.workflow.jobs ?? {};
const DIGEST = `sha256:${'0'.repeat(64)}`;
let folder: string;

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const read = (path: string) => readFileSync(join(folder, path), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lightning-pay-release-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('release.yml', () => {
  /** Lets the first job decide. `tags`: what the repository has, as the API answers. */
  function planned(tags: readonly string[], changesets: readonly string[]): string {
    write('widget/package.json', JSON.stringify({ version: '1.2.0' }));
    write('.changeset/config.json', '{}');
    for (const name of changesets) write(`.changeset/${name}`, '');
    write('tags.json', JSON.stringify(tags.map((tag) => ({ ref: `refs/tags/${tag}` }))));
    const gh = `echo "$2" > ${folder}/asked; jq "\${@: -1}" ${folder}/tags.json`;
    const env = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_REPOSITORY: 'o/r' };
    const step = stepOf(jobs['plan'], 'A version to make, or one to publish');
    expect(runStep(step, { folder, env, programs: { gh } })).toMatchObject({ status: 0, stderr: '' });
    expect(read('asked')).toBe('repos/o/r/git/matching-refs/tags/v1.2.0\n');
    return read('output');
  }

  it.each([
    ['version', ['v1.2.0'], ['blue-birds-sing.md', 'README.md']],
    ['version', [], ['blue-birds-sing.md']],
    ['publish', [], ['README.md']],
    ['publish', ['v1.1.0', 'v1.2.0-next.1'], []],
    ['none', ['v1.2.0'], []],
  ])('decides for %s where there are the tags %j and the changesets %j', (step, tags, changesets) => {
    expect(planned(tags, changesets)).toBe(`step=${step}\nversion=1.2.0\n`);
  });

  it('stops where GitHub does not answer: nothing is published by mistake', () => {
    write('widget/package.json', '{"version":"1.2.0"}');
    write('.changeset/config.json', '{}');
    const env = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_REPOSITORY: 'o/r' };
    const step = stepOf(jobs['plan'], 'A version to make, or one to publish');
    expect(runStep(step, { folder, env, programs: { gh: 'exit 1' } }).status).toBe(1);
    expect(existsSync(join(folder, 'output'))).toBe(false);
  });

  it.each([
    [
      '',
      [
        'view lightning-pay@1.2.0 version',
        expect.stringMatching(/^publish .* --provenance .*--ignore-scripts$/),
      ],
    ],
    ['1.2.0', ['view lightning-pay@1.2.0 version']],
  ])('publishes the file that was packed, once (npm has it as %j)', (published, calls) => {
    const npm = `echo "$*" >> ${folder}/calls; [ "$1" != view ] || printf '%s' '${published}'`;
    const step = stepOf(jobs['npm'], 'Publish with provenance');
    expect(runStep(step, { folder, env: { VERSION: '1.2.0' }, programs: { npm } }).status).toBe(0);
    expect(read('calls').trim().split('\n')).toEqual(calls);
  });

  it('builds an image that says how, and names it by its digest', () => {
    const docker = `echo "$*" >> ${folder}/calls
      [ "$1" != login ] || cat > ${folder}/password
      [ "$2" != build ] || echo '{"containerimage.digest":"${DIGEST}"}' > ${folder}/image.json`;
    const env = {
      VERSION: '1.2.0',
      GH_TOKEN: 'the token',
      GITHUB_ACTOR: 'someone',
      GITHUB_REPOSITORY_OWNER: 'Some-Org',
      GITHUB_SHA: '0123',
      GITHUB_OUTPUT: join(folder, 'output'),
      BUILDKIT: 'buildkit',
      SBOM_GENERATOR: 'scanner',
    };
    const step = stepOf(jobs['image'], 'Build and push, with provenance and a bill of materials');
    expect(runStep(step, { folder, env, programs: { docker } }).status).toBe(0);
    const [login, create, build] = read('calls').trim().split('\n');
    expect(login).toBe('login ghcr.io --username someone --password-stdin');
    expect(read('password')).toBe('the token');
    expect(create).toContain('--driver-opt image=buildkit');
    expect(build).toContain(
      '--provenance mode=max --sbom generator=scanner --tag ghcr.io/some-org/lightning-pay-server:1.2.0',
    );
    expect(read('output')).toBe(`name=ghcr.io/some-org/lightning-pay-server\ndigest=${DIGEST}\n`);
  });

  it('says what changed in this version, and what to check the files with', () => {
    const changelog = '# lightning-pay\n\n## 1.2.0\n\n### Minor Changes\n\n- New\n\n## 1.1.0\n\n- Old\n';
    write('release/CHANGELOG.md', changelog);
    write('release/integrity.json', '{"lightning-pay@1.2.0.js":"sha384-abc"}');
    const env = {
      VERSION: '1.2.0',
      IMAGE: `ghcr.io/o/lightning-pay-server@${DIGEST}`,
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_SHA: '0123',
    };
    const step = stepOf(jobs['notes'], 'The changelog of this version, and what to check the files with');
    const result = runStep(step, { folder, env, programs: { gh: `echo "$*" > ${folder}/call` } });
    expect(result).toMatchObject({ status: 0, stderr: '' });
    expect(read('call')).toMatch(
      /^release create v1\.2\.0 --repo o\/r --target 0123 .* release\/integrity\.json release\/lightning-pay-1\.2\.0\.tgz\n$/,
    );
    expect(read('notes.md')).toBe(`
### Minor Changes

- New


### Files

- npm: \`lightning-pay@1.2.0\`
- server: \`ghcr.io/o/lightning-pay-server@${DIGEST}\`, to be checked with \`gh attestation verify oci://ghcr.io/o/lightning-pay-server@${DIGEST} --repo o/r\`
- \`lightning-pay@1.2.0.js\`: \`integrity="sha384-abc"\`
`);
  });
});
