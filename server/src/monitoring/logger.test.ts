import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createLogger, type LogFields } from './logger.ts';

type Level = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

function capture(level: Parameters<typeof createLogger>[0] = 'debug') {
  const lines: string[] = [];
  const log = createLogger(level, { write: (line) => lines.push(line) });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? 'null') };
}

describe('createLogger', () => {
  it.each<Level>(['debug', 'info', 'warn', 'error', 'fatal'])('writes %s as one JSON line', (level) => {
    const { log, lines, last } = capture();
    log[level]('listening', { port: 8787, off: ['receipts'] });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^[^\n]+\n$/);
    expect(last()).toEqual({
      level,
      time: expect.any(String),
      message: 'listening',
      port: 8787,
      off: ['receipts'],
    });
    expect(new Date(last().time).toISOString()).toBe(last().time);
  });

  it('leaves out what is below its level', () => {
    const { log, lines } = capture('warn');
    log.info('no');
    log.warn('yes');
    expect(lines).toHaveLength(1);
    expect(capture('silent').lines).toEqual([]);
  });

  it('keeps line ends, quotes and ANSI inside one escaped line', () => {
    const { log, lines, last } = capture();
    const nasty = 'a\r\n{"level":"fatal"}\u001b[31m"\u2028\u007f\u0085\u009b31m\u202e';
    log.info(nasty, { reason: nasty });
    for (const raw of ['\r', '\u001b', '\u2028', '\u007f', '\u0085', '\u009b', '\u202e'])
      expect(lines[0]).not.toContain(raw);
    expect(lines[0]?.indexOf('\n')).toBe((lines[0]?.length ?? 0) - 1);
    expect(last()).toMatchObject({ message: nasty, reason: nasty });
  });

  it('hides whatever gives access, wherever it stands', () => {
    const { log, lines } = capture();
    const secrets = [
      'pay_abc_secret_canary-1',
      'rcp_canary2',
      'whsec_canary3+/=',
      'Bearer canary4',
      'token canary5',
    ];
    for (const secret of secrets) {
      const error = new Error(`failed at ${secret}`, { cause: new Error(secret) });
      log.info(`got ${secret}`, { reason: secret, fields: { note: secret }, error });
    }
    expect(lines).toHaveLength(5);
    expect(lines.join('')).not.toContain('canary');
    expect(lines.join('')).toContain('pay_abc_secret_[hidden]');
  });

  it('describes an error with code, stack and causes', () => {
    const { log, last } = capture();
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    log.error('failed', { error: new TypeError('fetch failed', { cause }) });
    expect(last().error).toMatchObject({
      name: 'TypeError',
      message: 'fetch failed',
      stack: expect.stringContaining('logger.test.ts'),
      cause: { name: 'Error', code: 'ECONNREFUSED' },
    });
  });

  it('ends a circle of causes', () => {
    const { log, lines } = capture();
    const error = new Error('round');
    error.cause = error;
    log.error('failed', { error });
    expect(lines[0]?.match(/"round"/g)).toHaveLength(5);
  });

  it('says nothing of a thrown value but its type, and cuts long text', () => {
    const { log, last } = capture();
    log.error('failed', { error: { body: 'canary' } });
    expect(last().error).toEqual({ message: 'thrown: object' });
    log.info('x'.repeat(5_000));
    expect(last().message).toHaveLength(2_001);
  });

  it('writes to stdout by default', () => {
    const program = `import { createLogger } from ${JSON.stringify(new URL('./logger.ts', import.meta.url).href)};
      createLogger('info').info('out'); process.exit(0);`;
    const out = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      encoding: 'utf8',
    });
    expect(JSON.parse(out)).toMatchObject({ level: 'info', message: 'out' });
  });

  it('has no field for a whole object', () => {
    // @ts-expect-error: the list of fields is closed.
    const fields: LogFields = { headers: { authorization: 'x' } };
    expect(Object.keys(fields)).toEqual(['headers']);
  });
});
