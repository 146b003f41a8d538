/** One event of a stream. */
export interface SseEvent {
  /** `message` where the stream names none. */
  readonly type: string;
  readonly data: string;
}

/** What a parser tells. */
export interface SseHandlers {
  readonly onEvent: (event: SseEvent) => void;
  /** `retry:` of the stream, in ms. */
  readonly onRetry: (delayMs: number) => void;
}

/**
 * Makes a parser of one Server-Sent Events stream.
 *
 * @returns Takes the decoded text, cut anywhere.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function createSseParser({ onEvent, onRetry }: SseHandlers): (text: string) => void {
  let rest = '';
  let endedWithCr = false;
  let type = '';
  let data: string[] = [];

  function readLine(line: string) {
    if (line === '') {
      if (data.length > 0) onEvent({ type: type || 'message', data: data.join('\n') });
      type = '';
      data = [];
      return;
    }
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'data') data.push(value);
    else if (field === 'event') type = value;
    else if (field === 'retry' && /^\d+$/.test(value)) onRetry(Number(value));
  }

  return (text) => {
    // CRLF may be cut in two: its CR has ended the line already.
    const lines = (rest + (endedWithCr ? text.replace(/^\n/, '') : text)).split(/\r\n|\r|\n/);
    if (text) endedWithCr = text.endsWith('\r');
    rest = lines.pop() ?? '';
    lines.forEach(readLine);
  };
}
