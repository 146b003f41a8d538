import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadWidgetFiles, widgetRoutes } from './widget-files.ts';

let dist: string;

beforeEach(async () => {
  dist = await mkdtemp(join(tmpdir(), 'lightning-pay-dist-'));
  await build(dist, 'new');
});

afterEach(() => rm(dist, { recursive: true }));

/** A build whose files say what they are of. */
async function build(dir: string, mark: string): Promise<void> {
  await mkdir(join(dir, 'chunks'), { recursive: true });
  await writeFile(join(dir, 'lightning-pay.js'), `entry of ${mark}`);
  await writeFile(join(dir, 'chunks', `checkout-${mark}.js`), `chunk of ${mark}`);
}

const keep = (version: string, mark = version) => build(join(dist, 'kept', version), mark);

/** Body by path; `404` where nothing is served. */
async function served(version: string, path: string): Promise<string> {
  const answer = await widgetRoutes(await loadWidgetFiles(dist, version)).request(path);
  return answer.ok ? answer.text() : String(answer.status);
}

describe('loadWidgetFiles', () => {
  it('after a deploy, chunks of two releases back are served, of three back no more', async () => {
    for (const version of ['1.8.0', '1.9.0', '1.10.0']) await keep(version);
    expect(await served('2.0.0', '/chunks/checkout-new.js')).toBe('chunk of new');
    expect(await served('2.0.0', '/chunks/checkout-1.10.0.js')).toBe('chunk of 1.10.0');
    expect(await served('2.0.0', '/chunks/checkout-1.9.0.js')).toBe('chunk of 1.9.0');
    expect(await served('2.0.0', '/chunks/checkout-1.8.0.js')).toBe('404');
  });

  it('serves each kept release under its version, and the newest build without one', async () => {
    for (const version of ['1.8.0', '1.9.0', '1.10.0']) await keep(version);
    expect(await served('2.0.0', '/lightning-pay.js')).toBe('entry of new');
    expect(await served('2.0.0', '/lightning-pay@2.0.0.js')).toBe('entry of new');
    expect(await served('2.0.0', '/lightning-pay@1.10.0.js')).toBe('entry of 1.10.0');
    expect(await served('2.0.0', '/lightning-pay@1.9.0.js')).toBe('entry of 1.9.0');
    expect(await served('2.0.0', '/lightning-pay@1.8.0.js')).toBe('404');
  });

  it('never changes what was released under a version, and counts two releases before it', async () => {
    for (const version of ['1.8.0', '1.9.0', '1.10.0']) await keep(version);
    expect(await served('1.10.0', '/lightning-pay@1.10.0.js')).toBe('entry of 1.10.0');
    expect(await served('1.10.0', '/lightning-pay.js')).toBe('entry of new');
    expect(await served('1.10.0', '/chunks/checkout-1.8.0.js')).toBe('chunk of 1.8.0');
  });

  it('serves the chunks of every deploy that is kept, of whatever version, and not its entry', async () => {
    const deploys = ['1.9.0+20261101120000.aaaa', '2.0.0+20261102120000.bbbb', '2.0.0+20261103120000.cccc'];
    for (const [index, deploy] of deploys.entries()) await keep(deploy, `deploy${index}`);
    for (const index of deploys.keys())
      expect(await served('2.0.0', `/chunks/checkout-deploy${index}.js`)).toBe(`chunk of deploy${index}`);
    expect(await served('2.0.0', '/lightning-pay@2.0.0.js')).toBe('entry of new');
    expect(await served('2.0.0', '/lightning-pay@1.9.0.js')).toBe('404');
    for (const deploy of deploys) expect(await served('2.0.0', `/lightning-pay@${deploy}.js`)).toBe('404');
  });

  it('counts deploys as none of the two releases before it', async () => {
    await keep('2.0.0+20261103120000.cccc', 'deploy');
    for (const version of ['1.8.0', '1.9.0', '1.10.0']) await keep(version);
    expect(await served('2.0.0', '/lightning-pay@1.9.0.js')).toBe('entry of 1.9.0');
    expect(await served('2.0.0', '/chunks/checkout-deploy.js')).toBe('chunk of deploy');
    expect(await served('2.0.0', '/chunks/checkout-1.8.0.js')).toBe('404');
  });

  it('lets caches keep all but the address without a version', async () => {
    await keep('1.0.0');
    const files = await loadWidgetFiles(dist, '1.1.0');
    const fleeting = [...files].filter(([, { immutable }]) => !immutable).map(([path]) => path);
    expect(fleeting).toEqual(['/lightning-pay.js']);
    expect(files.size).toBe(5);
  });

  it('serves nothing else that lies in the folder', async () => {
    await writeFile(join(dist, 'integrity.json'), '{}');
    await writeFile(join(dist, 'chunks', 'checkout.js.map'), '{}');
    const files = await loadWidgetFiles(dist, '1.0.0');
    expect([...files.keys()].sort()).toEqual([
      '/chunks/checkout-new.js',
      '/lightning-pay.js',
      '/lightning-pay@1.0.0.js',
    ]);
  });

  it('refuses a folder that is named after no release, and a widget that is not built', async () => {
    for (const name of ['latest', '1.0', '1.0.0+', '1.0.0+a b']) {
      await keep(name);
      await expect(loadWidgetFiles(dist, '1.0.0')).rejects.toThrow(`${name} is named after no release`);
      await rm(join(dist, 'kept', name), { recursive: true });
    }
    await expect(loadWidgetFiles(join(dist, 'nowhere'), '1.0.0')).rejects.toThrow('ENOENT');
  });
});
