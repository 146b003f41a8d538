import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench, Measurement } from '../bench.ts';
import type { OpenerTask } from '../controls/stream-opener.ts';
import { inParallel } from '../in-parallel.ts';
import { listeningAddress, type Program } from '../programs.ts';
import { createShopper, readHeaders } from '../shopper.ts';
import { type Stack, startStack } from '../stack.ts';

const STREAMS = 10_000;
const PAYMENTS = 1_000;
/** Opened before, so that buffers and compiled code of the first ones are not counted. */
const WARM_UP = 500;
/** Descriptors that a process needs beside its streams. */
const SPARE = 300;
/** As long as a client secret, so that both servers read the same head. */
const SAME_HEAD = `Bearer ${'x'.repeat(77)}`;
const CONTROLS = join(import.meta.dirname, '../controls');
const NODE_OPTIONS = ['--expose-gc', '--import', join(CONTROLS, 'probe.ts')];

/**
 * What an idle stream holds in the server's memory once garbage is collected: 10,000 streams of
 * 1,000 payments. The control holds as many by raw `node:http`.
 */
export const idleStreams: Measurement = {
  name: 'memory per idle stream at 10,000',
  async measure(bench) {
    await needDescriptors(STREAMS + WARM_UP + SPARE);
    const ours = await measureServer(bench);
    const control = await measureRelay(bench);
    return [
      {
        name: 'memory per idle stream at 10,000 (heap and buffers)',
        unit: 'kB',
        ours: ours / 1_000,
        control: control / 1_000,
        controlName: 'raw node:http',
        target: { atMostTimes: 1.2 },
      },
    ];
  },
};

async function measureServer(bench: Bench): Promise<number> {
  const { programs, folder } = bench;
  const stack = await startStack(programs, { dataDir: await folder(), nodeOptions: NODE_OPTIONS });
  const payments = await createPayments(stack);
  const streams = Array.from(
    { length: STREAMS },
    (_, i) => payments[i % PAYMENTS] ?? { path: '', authorization: '' },
  );
  const perStream = await heldPerStream(bench, stack.server, stack.url, streams);
  await stack.stop();
  return perStream;
}

async function createPayments(stack: Stack): Promise<OpenerTask['streams']> {
  const shopper = createShopper(stack);
  const streams: { path: string; authorization: string }[] = [];
  await inParallel(PAYMENTS, 8, async () => {
    const payment = await shopper.create();
    const { authorization = '' } = readHeaders(payment);
    streams.push({ path: `/v1/payments/${payment.id}/events`, authorization });
  });
  shopper.close();
  return streams;
}

async function measureRelay(bench: Bench): Promise<number> {
  const relay = await bench.programs.start({
    script: join(CONTROLS, 'relay.ts'),
    nodeOptions: NODE_OPTIONS,
    readyFrom: listeningAddress,
  });
  const streams = Array.from({ length: STREAMS }, (_, i) => ({
    path: `/events/${i}`,
    authorization: SAME_HEAD,
  }));
  const perStream = await heldPerStream(bench, relay, relay.ready, streams);
  await relay.stop();
  return perStream;
}

/** Bytes that a further stream costs. */
async function heldPerStream(
  { programs }: Bench,
  server: Program<string>,
  url: string,
  streams: OpenerTask['streams'],
): Promise<number> {
  const port = Number(new URL(url).port);
  const opener = await programs.start({
    script: join(CONTROLS, 'stream-opener.ts'),
    readyFrom: (line) => (line === 'ready' ? true : null),
  });
  const open = async (task: OpenerTask) => {
    const opened = await opener.ask(task);
    if (opened !== task.streams.length) throw new Error(`${opened} of ${task.streams.length} streams opened`);
  };
  await open({ port, streams: streams.slice(0, WARM_UP) });
  const before = await held(server);
  const rest = streams.slice(WARM_UP);
  await open({ port, streams: rest });
  const after = await held(server);
  await opener.stop();
  return (after - before) / rest.length;
}

/**
 * Bytes of heap and buffers. The resident size would say less: a server that worked before has free pages of its own,
 * and streams that fill them seem to cost nothing.
 */
async function held(server: Program<string>): Promise<number> {
  const { heapUsed, external } = (await server.ask({})) as NodeJS.MemoryUsage; // the probe's answer
  return heapUsed + external;
}

/** Node raises its soft limit to the hard one at start, so the hard one counts. */
async function needDescriptors(count: number): Promise<void> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const [, hard = '0'] = /^Max open files\s+\S+\s+(\S+)/m.exec(limits) ?? [];
  if (hard !== 'unlimited' && Number(hard) < count)
    throw new Error(`needs ${count} open files (ulimit -Hn), has ${hard}`);
}
