import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ORIGIN = 'https://pay.example.com';
const CLAIMS = { reference: 'LP-7F3K-9Q2M', settledAt: '2026-11-23T09:00:00.500Z', orderId: 'A-1' };

describe('check-receipt', () => {
  let folder = '';
  let receipt = '';
  beforeAll(async () => {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA');
    folder = await mkdtemp(join(tmpdir(), 'lightning-pay-receipt-'));
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'EdDSA' }];
    await writeFile(join(folder, 'jwks.json'), JSON.stringify({ keys }));
    receipt = await new SignJWT({ ...CLAIMS, amount: '50.00', currency: 'USD' })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'receipt+jwt', kid: 'one' })
      .setIssuer(ORIGIN)
      .setSubject('pay_1')
      .setAudience('receipt')
      .sign(privateKey);
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** What it says and how it ends, for a receipt on its standard input. */
  async function check(...order: string[]): Promise<string> {
    const program = join(import.meta.dirname, 'check-receipt.ts');
    const run = spawn(process.execPath, [program, join(folder, 'jwks.json'), ORIGIN, ...order]);
    const ended = new Promise<number | null>((resolve) => run.once('close', resolve));
    run.stdin.end(`${receipt}\n`);
    const said = (await Promise.all([text(run.stdout), text(run.stderr)])).join('');
    return `${await ended} ${said.trim()}`;
  }

  it('says what was paid, without a network', async () => {
    expect(await check('A-1', '50.00', 'USD')).toBe(
      '0 Order A-1 was paid: LP-7F3K-9Q2M, 2026-11-23T09:00:00.500Z',
    );
  });

  it('says why a receipt is none for the order', async () => {
    expect(await check('A-1', '80.00', 'USD')).toBe('1 Refused: price_mismatch');
  });

  it('says how it is called', async () => {
    expect(await check('A-1')).toMatch(/^2 Usage: node check-receipt\.ts /);
  });
});
