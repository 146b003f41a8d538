import { BadValue, type EnvReader, type Grammar } from './env-reader.ts';
import { matching } from './grammar.ts';
import { isLoopback, urlWith } from './urls.ts';

/** The mail server that takes what this one sends. */
export interface SmtpServer {
  readonly host: string;
  /** Default 587, of `smtps://` 465. */
  readonly port: number;
  /** TLS from the first byte: `smtps://`. */
  readonly isTls: boolean;
  /** Whether a mail may go there in the clear: only to this machine, and to hosts of `PRIVATE_HOSTS`. */
  readonly mayBePlain: boolean;
  /** Null: the server takes mail from us without. */
  readonly credentials: { readonly user: string; readonly password: string } | null;
}

/** Mail: what it needs, and whom the merchant's goes to. */
export interface MailConfig {
  readonly server: SmtpServer;
  /** `name` is empty where there is none. */
  readonly from: { readonly name: string; readonly address: string };
  /** The merchant's own mailbox; null: no mail goes there. */
  readonly notify: string | null;
}

const mailbox = matching(/^[^\s@<>,;:"]+@[^\s@<>,;:"]+$/, 'a mail address, as shop@example.com');

const sender: Grammar<MailConfig['from']> = {
  hint: 'a mail address, as shop@example.com or Shop <shop@example.com>',
  parse(text) {
    const [, name = '', bracketed = text] = /^([^<>"\p{Cc}]*\S) <([^<>]*)>$/u.exec(text) ?? [];
    return { name, address: mailbox.parse(bracketed) };
  },
};

/** Where mail is handed in. Options after `?` are refused: with some libraries they would switch the checks of TLS off. */
const smtpUrl: Grammar<URL> = {
  hint: 'an smtp:// or smtps:// URL, as smtps://user:password@mail.example.com',
  parse(text) {
    const url = new URL(urlWith(['smtp:', 'smtps:'], '').parse(text));
    if (!/^(\[[\da-f:.]+\]|[a-z\d.-]+)$/i.test(url.hostname)) throw new BadValue('names no host');
    if (/[?#]/.test(url.href) || !['', '/'].includes(url.pathname))
      throw new BadValue('holds more than a host');
    if ((url.username === '') !== (url.password === '')) {
      throw new BadValue('holds a user name or a password without the other');
    }
    if ([url.username, url.password].some((part) => decoded(part) === null)) {
      throw new BadValue('holds a % that is not written as %25');
    }
    return url;
  },
};

/**
 * Reads what mail needs.
 *
 * @param privateHosts `PRIVATE_HOSTS`: a mail server there needs no TLS.
 * @returns Null: mail is off.
 */
export function readMail(reader: EnvReader, privateHosts: readonly string[]): MailConfig | null {
  const url = reader.optional('SMTP_URL', smtpUrl, null);
  const from = reader.optional('MAIL_FROM', sender, null);
  const notify = reader.optional('NOTIFY_EMAIL', mailbox, null);
  needs(reader, 'SMTP_URL', 'MAIL_FROM', sender);
  needs(reader, 'MAIL_FROM', 'SMTP_URL', smtpUrl);
  if (reader.isSet('NOTIFY_EMAIL') && !reader.isSet('SMTP_URL') && !reader.isSet('MAIL_FROM')) {
    reader.fault('NOTIFY_EMAIL', 'needs a mail server: set SMTP_URL and MAIL_FROM too, or unset it');
  }
  return url === null || from === null ? null : { server: toServer(url, privateHosts), from, notify };
}

function needs(reader: EnvReader, name: string, other: string, { hint }: Grammar<unknown>): void {
  if (!reader.isSet(name) || reader.isSet(other)) return;
  reader.fault(other, `is missing, and ${name} needs it: write ${hint}`);
}

function toServer(url: URL, privateHosts: readonly string[]): SmtpServer {
  const isTls = url.protocol === 'smtps:';
  // Of a scheme that is not the web's, URL leaves the host as it was written.
  const hostname = url.hostname.toLowerCase();
  const isPrivate = privateHosts.some((name) => name.toLowerCase() === hostname);
  return {
    // An IPv6 address stands in brackets in a URL, and without in a connection.
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (isTls ? 465 : 587) : Number(url.port),
    isTls,
    mayBePlain: !isTls && (isLoopback({ hostname }) || isPrivate),
    credentials:
      url.username === ''
        ? null
        : { user: decoded(url.username) ?? '', password: decoded(url.password) ?? '' },
  };
}

/** Null where it is not whole. */
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
