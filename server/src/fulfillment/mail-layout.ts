import { html } from 'hono/html';
import { LANGUAGE } from '../payments/show.ts';

/** What a mail says, in the order in which it is read. */
export interface MailWords {
  readonly title: string;
  readonly lead: readonly string[];
  /** Label and value; those without a value are left out. */
  readonly rows: readonly (readonly [label: string, value: string | null])[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
  /** Why somebody gets it. */
  readonly foot: string;
}

/** Characters that end a line or turn the direction of what follows: a value must not leave its place. */
const UNRULY = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu;

/** Text from outside on one line, in its own direction. */
function tame(text: string): string {
  return text.replace(UNRULY, ' ').trim();
}

/** Lays a mail out as text and as HTML, which say the same. HTML without scripts, images or anything else to fetch. */
export async function layOutMail(
  words: MailWords,
): Promise<{ readonly text: string; readonly html: string }> {
  const rows = words.rows.flatMap(([label, value]) =>
    value === null ? [] : [[label, tame(value)] as const],
  );
  return { text: asText(words, rows), html: await asHtml(words, rows) };
}

type Rows = readonly (readonly [label: string, value: string])[];

function asText({ title, lead, links, foot }: MailWords, rows: Rows): string {
  const blocks = [
    [title],
    lead,
    rows.map(([label, value]) => `${label}: ${value}`),
    links.map(({ label, url }) => `${label}: ${url}`),
    [foot],
  ];
  const filled = blocks.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const CELL = 'padding:6px 0;text-align:start;vertical-align:top;font-weight:normal';

async function asHtml({ title, lead, links, foot }: MailWords, rows: Rows): Promise<string> {
  const page = await html`<!doctype html>
<html lang="${LANGUAGE}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${title}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif">
<div style="max-width:560px;margin:0 auto">
<h1 style="margin:0 0 12px;font-size:22px;line-height:1.3">${title}</h1>
${lead.map((line) => html`<p style="margin:0 0 12px">${line}</p>`)}
<table style="width:100%;margin:12px 0;border-collapse:collapse">${rows.map(
    ([label, value]) =>
      html`<tr style="border-top:1px solid #8884"><th scope="row" style="${CELL};width:34%;opacity:.7">${label}</th><td dir="auto" style="${CELL};overflow-wrap:anywhere">${value}</td></tr>`,
  )}</table>
${links.map(({ label, url }) => html`<p style="margin:0 0 12px"><a href="${url}">${label}</a></p>`)}
<p style="margin:24px 0 0;font-size:13px;opacity:.7">${foot}</p>
</div>
</body>
</html>
`;
  return page.toString();
}
