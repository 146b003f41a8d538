import { type AddressInfo, createServer, type Server } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type SinkOptions, type SmtpSink, startSmtpSink } from '../../test/fakes/smtp-sink.ts';
import { dummySecret } from '../../test/required-env.ts';
import { createMailer, type Mail, type MailerOptions } from './mailer.ts';

const MAIL: Mail = {
  id: 'msg_1',
  to: 'buyer@example.com',
  subject: 'Receipt LP-7F3K-9Q2M: €50.00 paid',
  text: 'Thank you',
  html: '<p>Thank you</p>',
};
const LOGIN = { user: 'shop', password: dummySecret(12) };

describe('createMailer', () => {
  const open: { stop(): unknown }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.stop();
  });

  async function sinkWith(options?: SinkOptions): Promise<SmtpSink> {
    const sink = await startSmtpSink(options);
    open.push(sink);
    return sink;
  }

  function mailerAt(port: number, server: Partial<MailerOptions['server']> = {}, mailMs = 5_000) {
    const mailer = createMailer({
      server: { host: '127.0.0.1', port, isTls: false, mayBePlain: true, credentials: null, ...server },
      // Frozen, as all of the configuration is.
      from: Object.freeze({ name: 'Möbel, Shop', address: 'shop@shop.example' }),
      timings: { mailMs },
    });
    open.push({ stop: mailer.close });
    return mailer;
  }

  async function portOf(server: Server): Promise<number> {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push({ stop: () => server.close() });
    return (server.address() as AddressInfo).port;
  }

  const failed = (reason: string, status: number | null = null) => ({
    kind: 'failed',
    status,
    reason,
    retryAfterMs: null,
  });
  const DELIVERED = { kind: 'delivered', status: 250, reason: null, retryAfterMs: null };

  it('hands in a mail of text and HTML, from one mailbox to one mailbox', async () => {
    const sink = await sinkWith();
    expect(await mailerAt(sink.port).send(MAIL)).toEqual(DELIVERED);
    const [mail] = sink.mails;
    expect(mail).toMatchObject({ from: 'shop@shop.example', to: ['buyer@example.com'] });
    expect(mail?.parsed).toMatchObject({
      subject: MAIL.subject,
      text: 'Thank you',
      html: '<p>Thank you</p>',
    });
    expect(mail?.parsed.from?.value).toEqual([{ address: 'shop@shop.example', name: 'Möbel, Shop' }]);
    expect(mail?.parsed.headers.get('auto-submitted')).toBe('auto-generated');
  });

  it('makes Message-ID from the id of the message: the same at each try', async () => {
    const sink = await sinkWith();
    sink.moods.push(451);
    const mailer = mailerAt(sink.port);
    expect(await mailer.send(MAIL)).toEqual(failed('rejected', 451));
    await mailer.send(MAIL);
    await mailer.send(MAIL);
    await mailer.send({ ...MAIL, id: 'msg_2' });
    const ids = sink.mails.map(({ parsed }) => parsed.messageId);
    expect(ids).toEqual(['<msg_1@shop.example>', '<msg_1@shop.example>', '<msg_2@shop.example>']);
  });

  it('hands many in at once over few connections', async () => {
    const sink = await sinkWith();
    const mailer = mailerAt(sink.port);
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, sink.sockets.size);
    }, 1);
    const mails = Array.from({ length: 20 }, (_, n) => mailer.send({ ...MAIL, id: `msg_${n}` }));
    expect(new Set((await Promise.all(mails)).map(({ kind }) => kind))).toEqual(new Set(['delivered']));
    clearInterval(watch);
    expect(sink.mails).toHaveLength(20);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(4);
  });

  it.each(['a@b.example\r\nBcc: c@d.example', 'a@b.example, c@d.example', 'a <c@d.example>', '@', ''])(
    'takes nothing but one address to send to: %j',
    async (to) => {
      const sink = await sinkWith();
      expect(await mailerAt(sink.port).send({ ...MAIL, to })).toMatchObject({
        kind: 'forgotten',
        reason: 'address',
      });
      expect(sink.mails).toEqual([]);
    },
  );

  it('cannot be made to write another header by a subject', async () => {
    const sink = await sinkWith();
    const subject = 'Receipt\r\nBcc: evil@example.com\r\n\r\nbody';
    expect(await mailerAt(sink.port).send({ ...MAIL, subject })).toEqual(DELIVERED);
    expect(sink.mails[0]?.to).toEqual(['buyer@example.com']);
    expect(sink.mails[0]?.parsed.headers.has('bcc')).toBe(false);
    expect(sink.mails[0]?.parsed.text).toBe('Thank you');
  });

  it('says refused where nobody listens', async () => {
    const sink = await startSmtpSink();
    await sink.stop();
    expect(await mailerAt(sink.port).send(MAIL)).toEqual(failed('refused'));
  });

  it.each(['greeting', 'answer'])('says timeout where the server hangs before its %s', async (where) => {
    const sink = await sinkWith();
    sink.moods.push('hang');
    const port = where === 'greeting' ? await portOf(createServer()) : sink.port;
    expect(await mailerAt(port, {}, 150).send(MAIL)).toEqual(failed('timeout'));
  });

  it('says timeout where the server dribbles: no single wait is long', async () => {
    const dribbling = createServer((socket) => {
      let timer: ReturnType<typeof setInterval> | undefined;
      socket.write('220 mail.example\r\n');
      // An answer to EHLO that has no end.
      socket.once('data', () => {
        timer = setInterval(() => socket.write('250-MORE\r\n'), 10);
      });
      socket.on('error', () => undefined).on('close', () => clearInterval(timer));
    });
    expect(await mailerAt(await portOf(dribbling), {}, 150).send(MAIL)).toEqual(failed('timeout'));
  });

  it('one that hangs takes no connection from the next for good', async () => {
    const sink = await sinkWith();
    sink.moods.push('hang', 'hang', 'hang', 'hang');
    const mailer = mailerAt(sink.port, {}, 400);
    const hung = await Promise.all([1, 2, 3, 4].map((n) => mailer.send({ ...MAIL, id: `msg_${n}` })));
    expect(hung.map(({ reason }) => reason)).toEqual(Array(4).fill('timeout'));
    expect(await mailer.send(MAIL)).toEqual(DELIVERED);
  });

  it('says closed where the server hangs up in the midst of a mail, and does not try by itself', async () => {
    const sink = await sinkWith();
    sink.moods.push('cut');
    const mailer = mailerAt(sink.port);
    expect(await mailer.send(MAIL)).toEqual(failed('closed'));
    expect(await mailer.send(MAIL)).toEqual(DELIVERED);
    expect(sink.mails, 'the second alone').toHaveLength(1);
  });

  it('says rejected, with the code, where the server takes the mail for now or never', async () => {
    const sink = await sinkWith();
    sink.moods.push(452, 554);
    const mailer = mailerAt(sink.port);
    expect(await mailer.send(MAIL)).toEqual(failed('rejected', 452));
    expect(await mailer.send(MAIL)).toEqual(failed('rejected', 554));
  });

  it.each([
    [550, '5.1.1 no such mailbox', 'forgotten'],
    [553, 'no such mailbox', 'forgotten'],
    [450, '4.2.1 too many mails', 'failed'],
    [550, '5.7.1 relaying denied', 'failed'],
    [530, '5.7.0 log in first', 'failed'],
  ])('of a mailbox that the server refuses with %i %s it says %s', async (code, text, kind) => {
    const sink = await sinkWith();
    sink.refuse(MAIL.to, code, text);
    expect(await mailerAt(sink.port).send(MAIL)).toEqual({
      kind,
      status: code,
      reason: 'rejected',
      retryAfterMs: null,
    });
  });

  it('logs in', async () => {
    const sink = await sinkWith({ login: LOGIN });
    expect(await mailerAt(sink.port, { credentials: LOGIN }).send(MAIL)).toEqual(DELIVERED);
  });

  it('says auth where the server does not take its password', async () => {
    const sink = await sinkWith({ login: LOGIN });
    const credentials = { ...LOGIN, password: dummySecret(11) };
    expect(await mailerAt(sink.port, { credentials }).send(MAIL)).toEqual(failed('auth', 535));
  });

  describe('over TLS', () => {
    it('sends nothing, not even a password, to a server without STARTTLS', async () => {
      const sink = await sinkWith({ login: LOGIN });
      const mailer = mailerAt(sink.port, { mayBePlain: false, credentials: LOGIN });
      expect(await mailer.send(MAIL)).toMatchObject({ kind: 'failed', reason: 'tls' });
      expect(sink.mails).toEqual([]);
    });

    it.each(['starttls', 'smtps'] as const)(
      'sends nothing by %s to a certificate that nobody vouches for',
      async (tls) => {
        const sink = await sinkWith({ tls });
        const mailer = mailerAt(sink.port, { mayBePlain: false, isTls: tls === 'smtps' });
        expect(await mailer.send(MAIL)).toEqual(failed('tls'));
        expect(sink.mails).toEqual([]);
      },
    );

    it.each(['starttls', 'smtps'] as const)(
      'sends by %s to a certificate that is trusted, for its own host',
      async (tls) => {
        const sink = await sinkWith({ tls });
        const trusted = getCACertificates('default');
        setDefaultCACertificates([sink.certificate]);
        try {
          const server = { mayBePlain: false, isTls: tls === 'smtps' };
          expect(await mailerAt(sink.port, server).send(MAIL)).toEqual(DELIVERED);
          expect(await mailerAt(sink.port, { ...server, host: 'localhost' }).send(MAIL)).toEqual(
            failed('tls'),
          );
        } finally {
          setDefaultCACertificates(trusted);
        }
        expect(sink.mails.map(({ isTls }) => isTls)).toEqual([true]);
      },
    );

    it('uses STARTTLS also where it need not, whoever signed the certificate', async () => {
      const sink = await sinkWith({ tls: 'starttls' });
      expect(await mailerAt(sink.port).send(MAIL)).toEqual(DELIVERED);
      expect(sink.mails[0]?.isTls).toBe(true);
    });
  });

  it('writes nothing to the console, whatever happens', async () => {
    const writes = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')];
    const sink = await sinkWith();
    const mailer = mailerAt(sink.port);
    sink.moods.push('take', 451, 'cut');
    for (let n = 0; n < 3; n += 1) await mailer.send(MAIL);
    const said = writes.flatMap((write) => write.mock.calls.map(([text]) => String(text)));
    for (const write of writes) write.mockRestore();
    expect(said.filter((text) => text.includes('example'))).toEqual([]);
  });
});
