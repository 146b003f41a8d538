import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { type DashboardFiles, loadDashboardFiles } from '../../src/http/dashboard-files.ts';

/** Builds the dashboard from its source, as the server's build does, and reads it. */
export async function buildDashboard(): Promise<DashboardFiles> {
  const outDir = await mkdtemp(join(tmpdir(), 'lightning-pay-dashboard-'));
  try {
    await build({
      configFile: join(import.meta.dirname, '../../dashboard/vite.config.ts'),
      build: { outDir },
    });
    return await loadDashboardFiles(outDir);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}
