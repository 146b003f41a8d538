import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSseParser, type SseEvent } from './sse-parser.ts';

function parse(...pieces: string[]) {
  const events: SseEvent[] = [];
  const retries: number[] = [];
  const feed = createSseParser({ onEvent: (event) => events.push(event), onRetry: (ms) => retries.push(ms) });
  pieces.forEach(feed);
  return { events, retries };
}

const payment = (data: string) => ({ type: 'payment', data });

describe('createSseParser', () => {
  it.each([
    ['an event', 'event: payment\nid: 3\ndata: {}\n\n', [payment('{}')]],
    ['CRLF', 'event: payment\r\ndata: {}\r\n\r\n', [payment('{}')]],
    ['CR', 'event: payment\rdata: {}\r\r', [payment('{}')]],
    ['data of many lines', 'event: payment\ndata: a\ndata: b\ndata:\n\n', [payment('a\nb\n')]],
    ['comments', ': hello\n:\nevent: payment\n: within\ndata: a\n\n:bye\n', [payment('a')]],
    ['no space after the colon', 'event:payment\ndata:a\n\n', [payment('a')]],
    ['one space only', 'event: payment\ndata:  a:b \n\n', [payment(' a:b ')]],
    ['a field without a colon', 'event: payment\ndata\n\n', [payment('')]],
    ['unknown fields', 'event: payment\nfoo: bar\nDATA: no\ndata: a\n\n', [payment('a')]],
    ['no type', 'data: a\n\n', [{ type: 'message', data: 'a' }]],
    ['an event without data', 'event: payment\n\ndata: a\n\n', [{ type: 'message', data: 'a' }]],
    ['an event that has not ended', 'event: payment\ndata: a\n', []],
    [
      'two events',
      'data: a\n\n\ndata: b\n\n',
      [
        { type: 'message', data: 'a' },
        { type: 'message', data: 'b' },
      ],
    ],
    ['U+2028, which ends no line', 'data: a\u2028b\n\n', [{ type: 'message', data: 'a\u2028b' }]],
  ])('reads %s', (_, text, events) => {
    expect(parse(text).events).toEqual(events);
  });

  it.each([
    ['retry: 1000\n', [1000]],
    ['retry:15000\r\nretry: 1\r\n', [15000, 1]],
    ['retry: 1e3\nretry: -1\nretry:\nretry: 5s\n', []],
  ])('reads %j', (text, retries) => {
    expect(parse(text).retries).toEqual(retries);
  });

  it('does not end a line twice where CRLF is cut in two', () => {
    expect(parse('data: a\r', '', '\ndata: b\r', '\n\r', '\n').events).toEqual([
      { type: 'message', data: 'a\nb' },
    ]);
  });

  it('gives the same events however the bytes are cut, UTF-8 within characters too', () => {
    const line = fc.oneof(
      fc.constantFrom('', 'event: payment', ': heartbeat', 'retry: 1000', 'data'),
      fc.string({ unit: 'grapheme' }).map((text) => `data: ${text.replace(/[\r\n]/g, '')}`),
    );
    const text = fc
      .array(fc.tuple(line, fc.constantFrom('\n', '\r', '\r\n')))
      .map((lines) => lines.flat().join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(40)), (whole, sizes) => {
        const bytes = new TextEncoder().encode(whole);
        const decoder = new TextDecoder();
        const pieces: string[] = [];
        let at = 0;
        for (const size of [...sizes, bytes.length]) {
          pieces.push(decoder.decode(bytes.subarray(at, at + size), { stream: true }));
          at += size;
        }
        expect(parse(...pieces)).toEqual(parse(whole));
      }),
    );
  });
});
