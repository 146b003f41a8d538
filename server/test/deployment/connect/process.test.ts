import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runServer } from '../../process/server-process.ts';
import { type ConnectRig, KEYS, openConnectRig, STORE_ID } from './connect-rig.ts';

const MAIN = join(import.meta.dirname, '../../../src/main.ts');

// Each test starts processes, which a busy machine makes wait.
describe('the process btcpay connect', { timeout: 120_000 }, () => {
  let rig: ConnectRig;
  afterEach(() => rig.stop());

  it('names all that is wrong with the environment at once', async () => {
    rig = await openConnectRig();
    const words = ['btcpay', 'connect', '--env-file', rig.envFile];
    const faulty = await runServer(
      { PUBLIC_URL: 'nonsense', BTCPAY_STORE_ID: '', NETWORK: 'nonsense' },
      words,
    );
    expect(faulty).toMatchObject({ code: 1, stdout: '' });
    expect(faulty.stderr.split('\n').map((line) => line.split(':')[0])).toEqual([
      'PUBLIC_URL',
      'BTCPAY_URL',
      'NETWORK',
      '',
    ]);
  });

  it('is cut at any call by Ctrl-C, and the next run mends what it left', async () => {
    for (const cutAt of ['POST /webhooks', 'POST /status']) {
      let cut = () => {};
      rig = await openConnectRig({
        onExchange: ({ method, path }) => {
          if (`${method} ${path.replace(/^.*(?=\/)/, '')}` === cutAt) cut();
        },
      });
      const env = { ...rig.droplet, BTCPAY_SETUP_KEY: KEYS.owner, BTCPAY_STORE_ID: STORE_ID };
      const words = ['btcpay', 'connect', '--env-file', rig.envFile];
      const child = spawn(process.execPath, [MAIN, ...words], { env, stdio: 'ignore' });
      cut = () => child.kill('SIGINT');
      expect(await once(child, 'close'), cutAt).toEqual([null, 'SIGINT']);
      cut = () => {};
      const { code } = await rig.connect({ BTCPAY_SETUP_KEY: KEYS.owner });
      expect(code, cutAt).toBe(0);
      expect(await rig.btcpay('GET', `/stores/${STORE_ID}/webhooks`), cutAt).toHaveLength(1);
      if (cutAt !== 'POST /status') await rig.stop();
    }
  });
});
