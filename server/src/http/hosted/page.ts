import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { LANGUAGE } from '../../payments/show.ts';
import type { PageFiles } from './page-files.ts';

/** A piece of a page. `html` escapes every value that is put in; only other pieces go in as they are. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What every page knows of the server. */
export interface Site {
  /** Path of `PUBLIC_URL`, without a slash at the end: empty on a host of its own. */
  readonly base: string;
  /** Whom the customer pays: the host of `PUBLIC_URL`, as the address bar shows it. */
  readonly shop: string;
  /** The network moves no real money. */
  readonly test: boolean;
  readonly supportUrl: string | null;
  readonly files: PageFiles;
}

/** One page. */
export interface Page {
  /** Begins with the state, which is what a narrow tab shows. */
  readonly title: string;
  /** Names what is shown: the script puts in what it read again once this has changed. */
  readonly state: string;
  /** Between shop and foot. */
  readonly content: Html;
  /** Left in the foot: a reference, or what the page is about. */
  readonly foot: string;
  /** Below the frame. */
  readonly below?: Html | null;
  /** The page's own action leads to the shop's help: there is no second link to it below. */
  readonly isHelpPrimary?: boolean;
  /** Seconds until a browser without scripts reads the page again; absent: never. */
  readonly refreshSeconds?: number | null;
  /** Seconds until the script reads the page again; absent: never. */
  readonly rereadSeconds?: number | null;
}

/** Not in the template: the bundler calls a helper of its own for a tagged one that holds it. */
const SCRIPT_END = raw('</script>');

/** Lays a page out: the checkout's frame, and nothing around it. Values are escaped. */
export function layOut({ base, shop, test, supportUrl, files }: Site, page: Page): Html {
  const { title, state, content, foot, below, isHelpPrimary, refreshSeconds, rereadSeconds } = page;
  return html`<!doctype html>
<html lang="${LANGUAGE}">
<head>
<meta charset="utf-8">
<title>${title} · ${shop}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="${base}${files.icon.path}">
<link rel="stylesheet" href="${base}${files.style.path}">
<script src="${base}${files.script.path}">${SCRIPT_END}
${refreshSeconds ? html`<noscript><meta http-equiv="refresh" content="${refreshSeconds}"></noscript>` : ''}
</head>
<body>
<main id="page" tabindex="-1" data-state="${state}" data-reread="${rereadSeconds ?? ''}">
<div class="frame">
<div class="head"><p class="shop">${shop}</p></div>
${content}
<div class="foot"><p class="reference">${foot}</p>${test ? html`<span class="test" title="Test payment: no real money">TEST</span>` : ''}</div>
</div>
<div class="below">
${below ?? ''}
${supportUrl === null || isHelpPrimary ? '' : html`<p><a id="support" href="${supportUrl}">Get help</a></p>`}
</div>
</main>
<p id="live" class="unseen" role="status"></p>
</body>
</html>
`;
}
