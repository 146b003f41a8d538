import { describe, expect, it } from 'vitest';
import { dummySecret } from '../../test/required-env.ts';
import { EnvReader } from './env-reader.ts';
import { readMail } from './mail.ts';

const SET = { SMTP_URL: 'smtps://mail.example', MAIL_FROM: 'shop@shop.example' };

function read(env: Record<string, string>, privateHosts: string[] = []) {
  const reader = new EnvReader(env, () => '');
  return { mail: readMail(reader, privateHosts), faults: reader.faults };
}
const serverOf = (url: string, privateHosts?: string[]) =>
  read({ ...SET, SMTP_URL: url }, privateHosts).mail?.server;

describe('readMail', () => {
  it('is off where nothing is set', () => {
    expect(read({})).toEqual({ mail: null, faults: [] });
  });

  it('needs a server and a sender; a mailbox of the merchant is a choice', () => {
    const server = { host: 'mail.example', port: 465, isTls: true, mayBePlain: false, credentials: null };
    const from = { name: '', address: 'shop@shop.example' };
    expect(read(SET)).toEqual({ mail: { server, from, notify: null }, faults: [] });
    expect(read({ ...SET, NOTIFY_EMAIL: 'owner@shop.example' }).mail?.notify).toBe('owner@shop.example');
  });

  it.each([
    [{ SMTP_URL: SET.SMTP_URL }, 'MAIL_FROM'],
    [{ MAIL_FROM: SET.MAIL_FROM }, 'SMTP_URL'],
    [{ NOTIFY_EMAIL: 'owner@shop.example' }, 'NOTIFY_EMAIL'],
    [{ NOTIFY_EMAIL: 'owner@shop.example', MAIL_FROM: SET.MAIL_FROM }, 'SMTP_URL'],
  ])('says once what is missing where only %j is set', (env, name) => {
    expect(read(env)).toMatchObject({
      mail: null,
      faults: [{ name, message: expect.stringMatching(/need/) }],
    });
  });

  it.each<[string, string[]]>([
    [
      'SMTP_URL',
      [
        'mail.example',
        'https://mail.example',
        'smtp:mail.example',
        'smtp:///path',
        'smtps://mail.example/path',
        'smtps://mail.example?tls.rejectUnauthorized=false',
        'smtps://mail.example#x',
        'smtps://user@mail.example',
        'smtps://:p@mail.example',
        'smtps://u:50%@mail.example',
        'smtps://mail_%41.example',
        'smtps://mail.example:99999',
      ],
    ],
    [
      'MAIL_FROM',
      [
        'shop',
        'Shop <shop>',
        'a@b\nBcc: c@d',
        'A\nB <a@b.example>',
        'a@b.example, c@d.example',
        '<a@b.example>',
        '"A" <a@b.example>',
      ],
    ],
    ['NOTIFY_EMAIL', ['shop', 'a@b.example, c@d.example', '@', 'Shop <shop@shop.example>']],
  ])('refuses a malformed %s, and says what to write', (name, values) => {
    for (const value of values) {
      expect(read({ ...SET, [name]: value }).faults, value).toEqual([
        { name, message: expect.stringMatching(/: write ./) },
      ]);
    }
  });

  it.each<[string, { name: string; address: string }]>([
    ['shop@shop.example', { name: '', address: 'shop@shop.example' }],
    ['Shop <shop@shop.example>', { name: 'Shop', address: 'shop@shop.example' }],
    [
      'Möbel, Stühle & Co. <shop@shop.example>',
      { name: 'Möbel, Stühle & Co.', address: 'shop@shop.example' },
    ],
  ])('takes %s as a sender', (value, from) => {
    expect(read({ ...SET, MAIL_FROM: value }).mail?.from).toEqual(from);
  });

  it('takes host, port and log-in from the URL', () => {
    expect(serverOf('smtp://Mail.Example')).toMatchObject({ host: 'mail.example', port: 587, isTls: false });
    expect(serverOf('smtps://mail.example:2465/')).toMatchObject({ port: 2465, isTls: true });
    expect(serverOf('smtp://[::1]:25')).toMatchObject({ host: '::1', port: 25 });
    const password = `${dummySecret(8)}@:/`;
    expect(
      serverOf(`smtps://shop%40shop.example:${encodeURIComponent(password)}@mail.example`),
    ).toMatchObject({
      credentials: { user: 'shop@shop.example', password },
    });
  });

  it('lets mail go in the clear to this machine and to private hosts alone', () => {
    const plain = (url: string) => serverOf(url, ['mail', '10.0.0.7'])?.mayBePlain;
    for (const url of [
      'smtp://localhost',
      'smtp://LOCALHOST:25',
      'smtp://127.0.0.1',
      'smtp://[::1]',
      'smtp://MAIL:25',
      'smtp://10.0.0.7',
    ]) {
      expect(plain(url), url).toBe(true);
    }
    for (const url of [
      'smtp://mail.example',
      'smtp://10.0.0.8',
      'smtp://localhost.example',
      'smtp://127.0.0.1.example',
      'smtps://localhost',
    ]) {
      expect(plain(url), url).toBe(false);
    }
  });
});
