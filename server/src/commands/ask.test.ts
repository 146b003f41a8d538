import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { terminalAsk } from './ask.ts';

function terminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough({ encoding: 'utf8' });
  let interrupts = 0;
  const ask = terminalAsk({
    input,
    output,
    interrupt: () => {
      interrupts += 1;
    },
  });
  if (ask === null) throw new Error('a terminal can be asked');
  return { input, ask, shown: () => String(output.read() ?? ''), interrupts: () => interrupts };
}

describe('terminalAsk', () => {
  it('asks nobody where no terminal is', () => {
    expect(terminalAsk({ input: new PassThrough(), output: new PassThrough(), interrupt() {} })).toBeNull();
  });

  it('shows the question, and not what is typed where it is hidden', async () => {
    const { input, ask, shown } = terminal();
    const answer = ask('Key: ', 'hidden');
    input.write('s3cret-typed\n');
    expect(await answer).toBe('s3cret-typed');
    expect(shown()).toBe('Key: \n');
  });

  it('shows what is typed otherwise, and takes one answer after the other', async () => {
    const { input, ask, shown } = terminal();
    const first = ask('Sure? ', 'shown');
    input.write('yes\n');
    expect(await first).toBe('yes');
    const second = ask('Key: ', 'hidden');
    input.write('typed\n');
    expect(await second).toBe('typed');
    expect(shown()).toContain('yes');
  });

  it('has no answer at the end of the input, and hands Ctrl-C on', async () => {
    const ended = terminal();
    const nothing = ended.ask('Key: ', 'hidden');
    ended.input.end();
    expect(await nothing).toBeNull();
    const cut = terminal();
    const none = cut.ask('Key: ', 'hidden');
    cut.input.write('\u0003');
    expect([await none, cut.interrupts()]).toEqual([null, 1]);
  });
});
