import type { WirePayment } from '../../src/http/contract.ts';

/** A page that follows its payment over Server-Sent Events. */
export interface PageStream {
  /** Waits until it was told a status. @returns Milliseconds from the call until then. */
  until(status: string): Promise<number>;
  close(): void;
}

/** Opens the event stream of a payment, and waits for its first message. */
export async function openPage(
  serverUrl: string,
  payment: { id: string; clientSecret: string },
): Promise<PageStream> {
  const abort = new AbortController();
  const answer = await fetch(`${serverUrl}/v1/payments/${payment.id}/events`, {
    headers: { Authorization: `Bearer ${payment.clientSecret}` },
    signal: abort.signal,
  });
  if (!answer.ok || answer.body === null) throw new Error(`the stream answered ${answer.status}`);
  const told: string[] = [];
  const waiting = new Set<() => void>();
  const reading = read(answer.body, (payload) => {
    told.push(payload.status);
    for (const wake of waiting) wake();
  });
  reading.catch(() => {}); // aborted by `close`
  const page: PageStream = {
    async until(status) {
      const start = performance.now();
      while (!told.includes(status)) {
        const { promise, resolve } = Promise.withResolvers<void>();
        waiting.add(resolve);
        await promise;
        waiting.delete(resolve);
      }
      return performance.now() - start;
    },
    close: () => abort.abort(),
  };
  await page.until('new');
  return page;
}

async function read(body: ReadableStream<Uint8Array>, onPayment: (payment: WirePayment) => void) {
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const messages = text.split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const data = /^data: (.*)$/m.exec(message)?.[1];
      if (data !== undefined) onPayment(JSON.parse(data) as WirePayment);
    }
  }
}
