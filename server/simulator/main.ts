import { z } from 'zod';
import { createSimulator } from './simulator.ts';

/**
 * The simulated BTCPay as a process: configured by its environment, one JSON line on stdout when it listens, ended
 * by SIGTERM or SIGINT.
 */

const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue('is not JSON');
        return z.NEVER;
      }
    })
    .pipe(schema);

const ENVIRONMENT = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535),
  HOST: z.string().default('127.0.0.1'),
  SIMULATOR_STORE_ID: z.string().min(1),
  SIMULATOR_STORE_NAME: z.string().optional(),
  SIMULATOR_API_KEYS: json(
    z.array(z.object({ key: z.string().min(1), label: z.string(), permissions: z.array(z.string()) })),
  ),
  SIMULATOR_WEBHOOK_URL: z.url().optional(),
  SIMULATOR_WEBHOOK_SECRET: z.string().min(1).optional(),
  SIMULATOR_WEBHOOK_EVENTS: json(z.array(z.string())).optional(),
  SIMULATOR_DATA_DIR: z.string().min(1).optional(),
  SIMULATOR_TIME_SCALE: z.coerce.number().positive().default(1),
  SIMULATOR_EXPIRATION_SCALE: z.coerce.number().positive().default(1),
  SIMULATOR_RATES: json(z.record(z.string(), z.string())).optional(),
  SIMULATOR_CONTROL: z.enum(['on', 'off']).default('on'),
});

const parsed = ENVIRONMENT.safeParse(process.env);
if (!parsed.success) {
  for (const { path, message } of parsed.error.issues) console.error(`${path.join('.')}: ${message}`);
  process.exit(1);
}
const env = parsed.data;
if ((env.SIMULATOR_WEBHOOK_URL === undefined) !== (env.SIMULATOR_WEBHOOK_SECRET === undefined)) {
  console.error('SIMULATOR_WEBHOOK_URL and SIMULATOR_WEBHOOK_SECRET go together');
  process.exit(1);
}

const simulator = createSimulator({
  storeId: env.SIMULATOR_STORE_ID,
  storeName: env.SIMULATOR_STORE_NAME,
  apiKeys: env.SIMULATOR_API_KEYS,
  webhook:
    env.SIMULATOR_WEBHOOK_URL && env.SIMULATOR_WEBHOOK_SECRET
      ? {
          url: env.SIMULATOR_WEBHOOK_URL,
          secret: env.SIMULATOR_WEBHOOK_SECRET,
          events: env.SIMULATOR_WEBHOOK_EVENTS,
        }
      : undefined,
  dataDir: env.SIMULATOR_DATA_DIR,
  timeScale: env.SIMULATOR_TIME_SCALE,
  expirationScale: env.SIMULATOR_EXPIRATION_SCALE,
  rates: env.SIMULATOR_RATES,
  controlRoutes: env.SIMULATOR_CONTROL === 'on',
});

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    void simulator.close().then(() => process.exit(0));
  });

console.log(JSON.stringify({ listening: await simulator.listen(env.PORT, env.HOST) }));
