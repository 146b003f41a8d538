import { readFileSync } from 'node:fs';
import { bolt11, invoice, NODE_ID, payment, settledPayment } from '../fixtures/payments.ts';

/** As much of the dev server's request as is looked at. */
interface PageRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, string | string[] | undefined>>;
}

const fixtures = {
  fresh: payment({ clientSecret: 'pay_AAAAAAAAAAAAAAAAAAAAAA_secret_example' }),
  awaiting: payment(),
  settled: settledPayment({ version: 9 }),
  renewed: payment({ version: 6, invoice: invoice({ bolt11: bolt11({ paymentHash: '05'.repeat(32) }) }) }),
  nodeId: NODE_ID,
};

/** Scripts that put themselves on `window`. */
const LIBRARIES: Readonly<Record<string, string>> = { '/axe.js': 'axe-core', '/jsqr.js': 'jsqr' };

/** Plugin of the dev server: fixtures, libraries, and `/page.html?body=…&csp=…`, a page as a test wants it. */
export const testPages = {
  name: 'test-pages',
  serve({ path, query }: PageRequest) {
    if (path === '/fixtures.json') return { body: JSON.stringify(fixtures), type: 'json' };
    if (path === '/page.html') return page(String(query['body'] ?? ''), String(query['csp'] ?? ''));
    const library = LIBRARIES[path];
    return library && { body: readFileSync(new URL(import.meta.resolve(library)), 'utf8'), type: 'js' };
  },
};

const page = (body: string, csp: string) => ({
  body: `<!doctype html><html lang="en"><title>Shop</title>${body}</html>`,
  type: 'html',
  headers: csp ? { 'Content-Security-Policy': csp } : {},
});
