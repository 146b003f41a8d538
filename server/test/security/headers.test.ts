import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_POLICY } from '../../src/http/hosted/page-headers.ts';
import { askEveryRoute, type Exchange } from './every-route.ts';
import { startWatchedRig, type WatchedRig } from './watched-rig.ts';

/** What every answer says, whoever asks and whatever comes of it. */
const EVERYWHERE = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};

/** What differs on the pages for people: they have a style and a script, and a form whose origin must be told. */
const pageHeaders = (request: string) => ({
  'content-security-policy': PAGE_POLICY,
  'x-frame-options': 'DENY',
  'referrer-policy': request.includes(' /receipt/') ? 'no-referrer' : 'same-origin',
  'x-robots-tag': 'noindex',
  'cache-control': 'no-store',
});
const isPage = ({ request }: Exchange) => / \/(pay|receipt)\b/.test(request);

describe('headers of every answer', () => {
  let watched: WatchedRig;
  let exchanges: Exchange[];
  beforeAll(async () => {
    watched = await startWatchedRig();
    exchanges = await askEveryRoute(watched.rig, await watched.rig.createPayment());
  });
  afterAll(() => watched.rig.stop());

  const to = (part: string) => exchanges.filter(({ request }) => request.includes(part));

  it('reaches routes, files, streams, preflights and refusals', () => {
    const statuses = new Set(exchanges.map(({ status }) => status));
    for (const status of [200, 201, 204, 400, 401, 404, 405, 413, 415, 422])
      expect(statuses).toContain(status);
    expect(exchanges.filter(({ text }) => text.startsWith('retry: '))).toHaveLength(1);
    expect(exchanges.length).toBeGreaterThan(60);
  });

  it('shuts out scripts, frames, guessing and plain http, and names no software', () => {
    for (const exchange of exchanges) {
      const { request, headers } = exchange;
      const wanted = { request, ...EVERYWHERE, ...(isPage(exchange) ? pageHeaders(request) : {}) };
      expect({ request, ...Object.fromEntries(headers) }).toMatchObject(wanted);
      for (const name of ['x-powered-by', 'server', 'set-cookie'])
        expect(headers.get(name), request).toBeNull();
      expect(headers.get('x-request-id'), request).toMatch(/^req_[\w-]{16}$/);
    }
  });

  it('answers errors as problems that are kept nowhere', () => {
    const errors = exchanges.filter(
      (exchange) => exchange.status >= 400 && !exchange.request.startsWith('HEAD') && !isPage(exchange),
    );
    for (const { request, status, headers, text } of errors) {
      expect(headers.get('content-type'), request).toBe('application/problem+json');
      expect(headers.get('cache-control'), request).toBe('no-store');
      expect(JSON.parse(text), request).toMatchObject({ status, requestId: headers.get('x-request-id') });
    }
    expect(errors.length).toBeGreaterThan(20);
  });

  it('answers people with pages, errors too', () => {
    const pages = exchanges.filter(isPage);
    for (const { request, headers, text } of pages) {
      expect(headers.get('content-type'), request).toBe('text/html; charset=UTF-8');
      expect(text, request).toMatch(/^<!doctype html>/);
    }
    expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([200, 403, 404, 415, 422]));
  });

  it('keeps what belongs to one payment or to the merchant out of every cache', () => {
    const private_ = exchanges.filter(
      ({ request, status }) => /\/v1\/(payments|merchant)/.test(request) && status < 300 && status !== 204,
    );
    expect(private_.length).toBeGreaterThan(4);
    for (const { request, headers } of private_)
      expect(headers.get('cache-control'), request).toMatch(/^no-store/);
  });

  it('lets every page load the widget, and no page embed anything else', () => {
    const files = [...to('/lightning-pay'), ...to('/chunks/checkout')].filter(({ status }) => status === 200);
    expect(files).toHaveLength(6);
    for (const { request, headers } of files) {
      expect(headers.get('access-control-allow-origin'), request).toBe('*');
      expect(headers.get('cross-origin-resource-policy'), request).toBe('cross-origin');
      expect(headers.get('content-type'), request).toBe('text/javascript; charset=utf-8');
    }
    const loosened = exchanges.filter(({ headers }) => headers.get('cross-origin-resource-policy') !== null);
    expect(loosened.map(({ request }) => request).sort()).toEqual(files.map(({ request }) => request).sort());
  });
});
