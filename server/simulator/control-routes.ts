import { z } from 'zod';
import type { Control } from './control.ts';
import { invalid, type Reply } from './errors.ts';
import type { Route } from './router.ts';

const count = z.int().nonnegative();

const COMMANDS = {
  pay: z.strictObject({
    bolt11: z.string().optional(),
    invoiceId: z.string().optional(),
    sats: count.optional(),
    msats: count.optional(),
    btcpay: z.enum(['heard', 'missed', 'stored']).optional(),
  }),
  expire: z.strictObject({ invoiceId: z.string() }),
  mark: z.strictObject({ invoiceId: z.string(), status: z.enum(['Settled', 'Invalid']) }),
  webhooks: z.strictObject({
    drop: z.union([z.boolean(), count]).default(false),
    delayMs: count.default(0),
    repeat: count.default(0),
    reverse: z.boolean().default(false),
  }),
  down: z.strictObject({ seconds: z.number().nonnegative() }),
  slow: z.strictObject({ ms: count, lose: z.boolean().optional(), times: count.optional() }),
  node: z.strictObject({ down: z.boolean().optional(), slow: count.optional() }),
  restart: z.strictObject({}),
  corrupt: z.strictObject({
    lightning: z.enum(['none', 'lazy']).optional(),
    amount: z.string().optional(),
    currency: z.string().optional(),
    network: z.literal('mainnet').optional(),
    due: count.optional(),
  }),
} as const;

/** `POST /control/<command>` for each command of the control; they need no key. */
export function controlRoutes(control: Control): Route[] {
  return [
    route('pay', COMMANDS.pay, (command) => control.pay(command)),
    route('expire', COMMANDS.expire, (command) => control.expire(command)),
    route('mark', COMMANDS.mark, (command) => control.mark(command)),
    route('webhooks', COMMANDS.webhooks, (faults) => control.webhooks(faults)),
    route('down', COMMANDS.down, (command) => control.down(command)),
    route('slow', COMMANDS.slow, (command) => control.slow(command)),
    route('node', COMMANDS.node, (faults) => control.node(faults)),
    route('restart', COMMANDS.restart, () => control.restart()),
    route('corrupt', COMMANDS.corrupt, (corruption) => control.corrupt(corruption)),
  ];
}

function route<T>(name: keyof Control, schema: z.ZodType<T>, run: (command: T) => unknown): Route {
  return {
    method: 'POST',
    path: `/control/${name}`,
    access: 'open',
    run: ({ body }): Reply => ({ status: 200, json: run(read(schema, body)) ?? {} }),
  };
}

function read<T>(schema: z.ZodType<T>, body: string): T {
  const parsed = schema.safeParse(body.trim() === '' ? {} : parseJson(body));
  if (parsed.success) return parsed.data;
  throw invalid(...parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })));
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
