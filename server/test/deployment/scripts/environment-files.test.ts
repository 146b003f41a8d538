import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DOCKER } from './droplet.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lightning-pay-env-'));
  file = join(folder, 'server.env');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs lines of bash that know lib.sh, the file as `$1`, and further words from `$2` on. */
function bash(lines: string, ...words: string[]) {
  return spawnSync(
    'bash',
    ['--norc', '-c', `set -euo pipefail\n. "${DOCKER}/scripts/lib.sh"\n${lines}`, 'bash', file, ...words],
    {
      encoding: 'utf8',
      input: '',
    },
  );
}

const setLine = (name: string, value: string) => bash('set_line "$1" "$2" "$3"', name, value);

describe('set_line', () => {
  it('replaces one line and keeps all others, in their order', () => {
    writeFileSync(file, '# mine\nA=1\n\nPAY=old\nODD = kept\nPAY=older\nB=2');
    expect(setLine('PAY', 'new').status).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('# mine\nA=1\n\nPAY=new\nODD = kept\nB=2\n');
  });

  it('makes a file that only its owner can read, and leaves nothing beside it', () => {
    writeFileSync(`${file}.new`, 'of a run that was killed', { mode: 0o644 });
    setLine('A', '1');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['server.env']);
  });

  it.each([
    'plain-value_1.2',
    'postgres://u:p@host:5432/db?sslmode=require',
    '{"kty":"OKP","d":"x"}',
    '$HOME and #more',
    'a\\nb',
    'Shop <shop@example.com>',
    'https://a.example,https://b.example',
  ])('writes %j so that it is read back as it is', (value) => {
    setLine('A', value);
    expect(parseEnv(readFileSync(file, 'utf8'))).toEqual({ A: value });
    expect(bash('env_value "$1" A').stdout).toBe(`${value}\n`);
  });

  it.each(['', "it's", 'two\nlines', 'ends with \\'])('refuses %j, and changes nothing', (value) => {
    writeFileSync(file, 'A=1\n');
    const { status, stderr } = setLine('A', value);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: A /);
    expect(readFileSync(file, 'utf8')).toBe('A=1\n');
  });

  it('knows a line by its name, however it is written', () => {
    writeFileSync(file, 'export  A = old\nAA=1\n#A=2\n');
    expect(bash('env_value "$1" A').stdout).toBe('old\n');
    setLine('A', 'new');
    expect(readFileSync(file, 'utf8')).toBe('A=new\nAA=1\n#A=2\n');
  });

  it('takes a secret from stdin, where no list of processes shows it', () => {
    bash('printf "%s" "$2" | set_line "$1" A', 'value');
    expect(readFileSync(file, 'utf8')).toBe('A=value\n');
  });
});

describe('set_once', () => {
  it('makes a value where there is none or an empty one, and never a second', () => {
    writeFileSync(file, 'EMPTY=\nKEPT=mine\n');
    bash('for name in EMPTY KEPT NEW EMPTY NEW; do set_once "$1" $name new_secret; done');
    const { EMPTY, KEPT, NEW } = parseEnv(readFileSync(file, 'utf8'));
    expect([EMPTY, KEPT, NEW]).toEqual([
      expect.stringMatching(/^[0-9a-f]{64}$/),
      'mine',
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ]);
    expect(NEW).not.toBe(EMPTY);
  });

  it('does not write half a value when making it fails', () => {
    const { status } = bash('broken() { printf half; return 1; }; set_once "$1" A broken');
    expect(status).toBe(1);
  });
});

describe('run', () => {
  it('prints, in a dry run, what a shell would take', () => {
    const { stdout } = bash('DRY_RUN=1; run touch "$1" "two words" "\\$x"');
    expect(stdout).toBe(`+ touch ${file} 'two words' '$x'\n`);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('take_lock', () => {
  it('lets one script work at a time, and those that it calls', () => {
    const nested = 'take_lock; bash -c ". $LIB; take_lock; echo within"';
    const second = 'take_lock; env -u LP_LOCK_HELD bash -c ". $LIB; take_lock; echo beside" || true';
    const lib = `export LIB="${DOCKER}/scripts/lib.sh" LP_ROOT="$(dirname "$1")"; `;
    expect(bash(lib + nested).stdout).toBe('within\n');
    const { stdout, stderr } = bash(lib + second);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/another setup, deploy or renewal is at work/);
  });
});
