import { createSign, generateKeyPairSync } from 'node:crypto';

const DAY_MS = 86_400_000;

/** One DER value. @see ITU-T X.690 */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.from(body.length.toString(16).padStart(4, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, body]);
}

const hex = (text: string) => Buffer.from(text, 'hex');
const sequence = (...parts: readonly Buffer[]) => der(0x30, ...parts);
/** UTCTime: `YYMMDDHHMMSSZ`. */
const time = (ms: number) =>
  der(0x17, Buffer.from(`${new Date(ms).toISOString().replace(/\D/g, '').slice(2, 14)}Z`));

/** `ecdsa-with-SHA256`. */
const SIGNED_BY = sequence(hex('06082a8648ce3d040302'));

/**
 * Makes a certificate for 127.0.0.1 that signs itself, and is good for a day around now: as for a server whose owner
 * trusts it.
 *
 * @returns PEM.
 */
export function makeCertificate(): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(
    der(0x31, sequence(hex('0603550403'), der(0x0c, Buffer.from('mail.example')))), // CN
  );
  const addresses = sequence(der(0x87, Buffer.from([127, 0, 0, 1])));
  const content = sequence(
    der(0xa0, hex('020102')), // version 3
    hex('020101'), // serial number 1
    SIGNED_BY,
    name,
    sequence(time(Date.now() - DAY_MS), time(Date.now() + DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(sequence(hex('0603551d11'), der(0x04, addresses)))), // subjectAltName
  );
  const signature = createSign('sha256').update(content).sign(privateKey);
  const whole = sequence(content, SIGNED_BY, der(0x03, hex('00'), signature));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${whole.toString('base64')}\n-----END CERTIFICATE-----\n`,
  };
}
