import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { WirePayment } from '../../src/http/contract.ts';

/** The raw response of an event stream, without a socket: what a page hears. */
export class PageStream extends EventEmitter {
  readonly writableLength = 0;
  destroyed = false;
  writableEnded = false;
  readonly #hears: (payment: WirePayment) => void;

  constructor(hears: (payment: WirePayment) => void) {
    super();
    this.#hears = hears;
  }

  writeHead(): this {
    return this;
  }

  write(chunk: string): boolean {
    const data = /^data: (.*)$/m.exec(chunk)?.[1];
    // Safe: the stream's own contract tests hold its shape.
    if (data !== undefined) this.#hears(JSON.parse(data) as WirePayment);
    return true;
  }

  end(chunk?: string): this {
    if (chunk !== undefined) this.write(chunk);
    this.writableEnded = true;
    this.destroy();
    return this;
  }

  destroy(): this {
    this.destroyed = true;
    this.emit('close');
    return this;
  }

  /** As the server's bindings want it. */
  get outgoing(): ServerResponse {
    // Safe: the streams use what stands above and nothing else; whatever else they came to use would throw.
    return this as unknown as ServerResponse;
  }
}
