/**
 * Child process of a test: sends what is in a database's outbox to a shop until it is killed. Arguments: the database's
 * URL, the shop's, the secret of the webhooks, the lease in milliseconds.
 */
import { buildFulfillment } from '../../src/fulfillment/fulfillment.ts';
import { openPostgresLedger } from '../../src/ledger/postgres.ts';
import { TIMINGS } from '../../src/timings.ts';
import { signedSender } from '../acceptance/signed-sender.ts';
import { seededRandom } from '../fakes/random.ts';
import { recordingAlerts } from '../fakes/recording-alerts.ts';
import { recordingCounters } from '../fakes/recording-counters.ts';
import { migrationsDir } from './migrations-dir.ts';

const [, , databaseUrl = '', url = '', secret = '', leaseMs = ''] = process.argv;
const timings = { ...TIMINGS, ledgerCallMs: 20_000, outboxPollMs: 20, outboxLeaseMs: Number(leaseMs) };
const alerts = recordingAlerts();
const outbox = await openPostgresLedger({ databaseUrl, migrationsDir, timings, alerts });
const senders = { webhook: signedSender(url, secret, 15_000), notice: null, receipt: null };
const clock = { now: Date.now };
const deps = { outbox, alerts, counters: recordingCounters(), clock, random: seededRandom(url), timings };
buildFulfillment(senders, deps).start();
process.stdout.write('started\n');
