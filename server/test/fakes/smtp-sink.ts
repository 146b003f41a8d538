import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { makeCertificate } from './certificate.ts';

/** A mail that the sink has taken. */
export interface SunkMail {
  readonly from: string;
  /** Envelope, not header. */
  readonly to: readonly string[];
  readonly isTls: boolean;
  /** As it came, headers first. */
  readonly raw: string;
  readonly parsed: ParsedMail;
}

/** How the sink deals with the next mail: takes it, answers a code, answers nothing, or hangs up in its midst. */
export type SinkMood = 'take' | 'hang' | 'cut' | number;

/** What a sink can do. */
export interface SinkOptions {
  /** Default none. */
  readonly tls?: 'starttls' | 'smtps';
  /** Whom it lets in; absent: anybody. */
  readonly login?: { readonly user: string; readonly password: string };
}

/** A real mail server that keeps what it is given. */
export type SmtpSink = Awaited<ReturnType<typeof startSmtpSink>>;

/** Starts a sink on a free loopback port. */
export async function startSmtpSink({ tls, login }: SinkOptions = {}) {
  const mails: SunkMail[] = [];
  /** One for each mail to come; none left: the rest is taken. */
  const moods: SinkMood[] = [];
  /** Mailboxes that are refused, and those of which it says nothing at all. */
  const refusals = new Map<string, Error>();
  const silent = new Set<string>();
  const sockets = new Set<Socket>();
  const certificate = makeCertificate();

  async function take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const mood = moods.shift() ?? 'take';
    if (mood === 'cut') {
      stream.once('data', () => {
        for (const socket of sockets) socket.destroy();
      });
    }
    const raw = await buffer(stream);
    if (mood === 'hang') await new Promise(() => undefined);
    if (typeof mood === 'number') throw replyError(mood, 'not now');
    const { mailFrom, rcptTo } = session.envelope;
    mails.push({
      from: mailFrom === false ? '' : mailFrom.address,
      to: rcptTo.map(({ address }) => address),
      isTls: session.secure,
      raw: raw.toString(),
      parsed: await simpleParser(raw),
    });
  }

  const server = new SMTPServer({
    ...certificate,
    secure: tls === 'smtps',
    disabledCommands: [...(tls === undefined ? ['STARTTLS'] : []), ...(login === undefined ? ['AUTH'] : [])],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 1,
    onAuth(given, _, answer) {
      const isKnown = given.username === login?.user && given.password === login?.password;
      answer(isKnown ? null : replyError(535, 'no'), { user: given.username });
    },
    onRcptTo({ address }, _, answer) {
      if (!silent.has(address)) answer(refusals.get(address) ?? null);
    },
    onData: (stream, session, answer) => {
      take(stream, session).then(() => answer(null), answer);
    },
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  await listen(0);

  return {
    port: (server.server.address() as AddressInfo).port,
    /** PEM. */
    certificate: certificate.cert,
    mails,
    moods,
    /** Connections that are open. */
    sockets,
    refuse(address: string, code: number, text: string) {
      refusals.set(address, replyError(code, `${text} <${address}>`));
    },
    hang(address: string) {
      silent.add(address);
    },
    /** Takes mail for every mailbox again. */
    accept() {
      refusals.clear();
      silent.clear();
    },
    stop: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}

function replyError(responseCode: number, message: string): Error & { responseCode: number } {
  return Object.assign(new Error(message), { responseCode });
}
