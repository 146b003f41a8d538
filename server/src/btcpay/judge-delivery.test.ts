import { describe, expect, it } from 'vitest';
import { explainDelivery } from './judge-delivery.ts';

describe('explainDelivery', () => {
  // The words of failures without an answer are those of a real BTCPay where it was recorded.
  it.each<[number | null, string | null, RegExp]>([
    [200, null, /noted 200, delivered, but the server never got it/],
    [204, null, /noted 204, delivered, but the server never got it/],
    [301, 'HTTP Error Code 301', /answered 301, a redirect, and does not try again/],
    [304, 'HTTP Error Code 304', /answered 304, a redirect/],
    [401, 'HTTP Error Code 401', /answered 401: .* another secret/],
    [404, 'HTTP Error Code 404', /answered 404: .* without this route/],
    [403, 'HTTP Error Code 403', /answered 403: something refuses it; it does not try again/],
    [410, 'HTTP Error Code 410', /answered 410: something refuses it; it does not try again/],
    [408, 'HTTP Error Code 408', /answered 408: it tries again/],
    [429, 'HTTP Error Code 429', /answered 429: it tries again/],
    [500, 'HTTP Error Code 500', /answered 500: it tries again .* every later webhook waits behind/],
    [503, 'HTTP Error Code 503', /answered 503: it tries again/],
    [null, 'Connection refused (127.0.0.1:27139)', /refused a connection .*tries again after 10 seconds/],
    [
      null,
      'The request was canceled due to the configured HttpClient.Timeout of 100 seconds elapsing.',
      /no answer in time/,
    ],
    [
      null,
      'The SSL connection could not be established, see inner exception.',
      /does not trust the certificate/,
    ],
    [null, 'Name or service not known (pay.example:443)', /does not know the host name/],
    [null, 'An error occurred while sending the request.', /got no answer \(An error occurred/],
    [null, null, /got no answer; it tries again/],
  ])('of %s %s', (httpCode, errorMessage, words) => {
    const { text, steps } = explainDelivery({ id: 'd', httpCode, errorMessage });
    expect(text).toMatch(words);
    expect(steps.length).toBeGreaterThan(1);
  });
});
