import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostedApp } from '../../test/fakes/hosted-app.ts';
import { dummySecret } from '../../test/required-env.ts';
import { DASHBOARD_POLICY, type DashboardFiles, loadDashboardFiles } from './dashboard-files.ts';

let dir: string;
let dashboardFiles: DashboardFiles;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lightning-pay-dashboard-'));
  await mkdir(join(dir, 'merchant'));
  await writeFile(join(dir, 'index.html'), 'the page');
  await writeFile(join(dir, 'merchant/index-1.js'), 'the script');
  dashboardFiles = await loadDashboardFiles(dir);
});

afterAll(() => rm(dir, { recursive: true }));

const KEYS = { merchantReadKeys: [dummySecret(32)] };

describe('dashboardRoutes', () => {
  it('give the page, never kept, under a policy that lets nothing out', async () => {
    const { headers, html } = await hostedApp(KEYS, { dashboardFiles }).text('/merchant');
    expect(html).toBe('the page');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toBe(DASHBOARD_POLICY);
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-robots-tag')).toBe('noindex');
  });

  it('give its files for good, compressed where that is asked for', async () => {
    const app = hostedApp(KEYS, { dashboardFiles });
    const { headers, html } = await app.text('/merchant/index-1.js');
    expect([headers.get('content-type'), html]).toEqual(['text/javascript; charset=utf-8', 'the script']);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const small = await app.request('/merchant/index-1.js', { headers: { 'Accept-Encoding': 'gzip' } });
    expect(small.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(await small.arrayBuffer()).toString()).toBe('the script');
  });

  it.each(['/merchant/', '/merchant/none.js', '/merchant/index.html', '/merchant/../package.json'])(
    'are not at %s',
    async (path) => {
      expect((await hostedApp(KEYS, { dashboardFiles }).text(path)).status).toBe(404);
    },
  );

  it('are not there without a key of the merchant', async () => {
    const app = hostedApp({}, { dashboardFiles });
    expect((await app.text('/merchant')).status).toBe(404);
    expect((await app.text('/merchant/index-1.js')).status).toBe(404);
  });
});

describe('loadDashboardFiles', () => {
  it('refuses a folder without a build, and a file of an unknown kind', async () => {
    await expect(loadDashboardFiles(join(dir, 'merchant'))).rejects.toThrow('has not been built');
    await writeFile(join(dir, 'merchant/notes.txt'), '');
    await expect(loadDashboardFiles(dir)).rejects.toThrow('is of no known kind');
  });
});
