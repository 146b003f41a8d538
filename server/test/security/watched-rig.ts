import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ports } from '../../src/compose.ts';
import { loadWidgetFiles, type WidgetFiles } from '../../src/http/widget-files.ts';
import { logAlerts, logCounters } from '../../src/monitoring/alerts.ts';
import { createLogger } from '../../src/monitoring/logger.ts';
import { logRequests } from '../../src/monitoring/request-log.ts';
import { type Rig, type RigOptions, startRig } from '../acceptance/rig.ts';

/** A rig whose log, alerts and counters are the product's own, and whose every log line is kept. */
export interface WatchedRig {
  readonly rig: Rig;
  /** Lines as they would stand in stdout, each with its line end. */
  readonly lines: readonly string[];
}

/** Starts a rig with the real logger at its most talkative, and with files of a widget. */
export async function startWatchedRig(options: RigOptions = {}): Promise<WatchedRig> {
  const lines: string[] = [];
  const log = createLogger('debug', { write: (line: string) => lines.push(line) });
  const widgetFiles = await someWidgetFiles();
  const rig = await startRig({
    ...options,
    wrap(ports, btcpayUrl) {
      const watched: Ports = {
        ...ports,
        alerts: logAlerts(log),
        counters: logCounters(log),
        requestLog: logRequests(log),
        widgetFiles,
      };
      return options.wrap?.(watched, btcpayUrl) ?? watched;
    },
  });
  return { rig, lines };
}

async function someWidgetFiles(): Promise<WidgetFiles> {
  const dir = await mkdtemp(join(tmpdir(), 'lightning-pay-widget-'));
  try {
    await mkdir(join(dir, 'chunks'));
    await writeFile(join(dir, 'lightning-pay.js'), 'export {};');
    await writeFile(join(dir, 'chunks', 'checkout-1.js'), 'export {};');
    return await loadWidgetFiles(dir, '1.0.0');
  } finally {
    await rm(dir, { recursive: true });
  }
}
