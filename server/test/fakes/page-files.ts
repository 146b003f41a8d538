import type { PageFile, PageFiles } from '../../src/http/hosted/page-files.ts';

const empty = (path: string, type: string): PageFile => ({
  path,
  type,
  bytes: new Uint8Array(),
  gzip: new Uint8Array(),
});

/** Files of the hosted pages with nothing in them. */
export const EMPTY_PAGE_FILES: PageFiles = {
  style: empty('/hosted/page-1.css', 'text/css; charset=utf-8'),
  script: empty('/hosted/page-1.js', 'text/javascript; charset=utf-8'),
  icon: empty('/hosted/icon-1.svg', 'image/svg+xml'),
};
