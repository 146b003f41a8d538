import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DOCKER } from '../compose/compose-file.ts';
import { deployment, servicesOf } from '../compose/deployment.ts';

const inDocker = (path: string) => fileURLToPath(new URL(path, DOCKER));
// A command that goes on in the next line is one.
const lines = readFileSync(inDocker('DEPLOYMENT.md'), 'utf8').replaceAll('\\\n', ' ').split('\n');

/** Words after `--` that a line gives to a script, and the script, as `setup --domain`. */
const flags = lines.flatMap((line) =>
  [...line.matchAll(/(setup|tls-setup|deploy|rehearse)\.sh((?: +(?!--)[^\s`|]+| +--[a-z-]+)*)/g)].flatMap(
    ([, script = '', words = '']) => (words.match(/--[a-z-]+/g) ?? []).map((flag) => `${script} ${flag}`),
  ),
);

describe('DEPLOYMENT.md', () => {
  it('gives a script only words that its --help tells', () => {
    const helps = new Map<string, string>();
    const help = (script: string) =>
      execFileSync(inDocker(`scripts/${script}.sh`), ['--help'], { encoding: 'utf8' });
    expect(flags).toEqual(
      expect.arrayContaining(['setup --domain', 'deploy --rollback', 'tls-setup --status']),
    );
    for (const [script = '', flag = ''] of flags.map((words) => words.split(' '))) {
      if (!helps.has(script)) helps.set(script, help(script));
      expect(helps.get(script), `${script}.sh`).toMatch(new RegExp(`${flag}(?![a-z-])`));
    }
  });

  it('names services that the compose files have', () => {
    const names = servicesOf(deployment('compose.yaml:compose.btcpay.yaml')).map(([name]) => name);
    const run = lines.flatMap(
      (line) =>
        /docker compose (?:run --rm|exec|up -d) ([a-z-]+)/.exec(line)?.slice(1) ??
        (/docker compose logs(?: --\w+ \w+)* ([a-z -]+)/.exec(line)?.[1] ?? '').trim().split(/ +/),
    );
    expect(run).toContain('connect');
    expect(run.filter((name) => name !== '' && !names.includes(name))).toEqual([]);
  });

  it('links to headings that it has', () => {
    const anchor = (heading: string) =>
      heading
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-');
    const headings = lines.flatMap((line) => /^#+ (.+)$/.exec(line)?.slice(1) ?? []).map(anchor);
    const links = [...lines.join('\n').matchAll(/\]\(#([\w-]+)\)/g)].map(([, to = '']) => to);
    expect(links).toContain('4-connect');
    expect(links.filter((to) => !headings.includes(to))).toEqual([]);
  });
});
