import { describe, expect, it } from 'vitest';
import { curlLine } from '../../docs/reference/curl-line.ts';
import { markdownTable } from '../../docs/reference/markdown-table.ts';
import type { Operation } from '../../docs/reference/operation.ts';
import { fieldsOf } from '../../docs/reference/schema-fields.ts';

const route = (change: Partial<Operation>): Operation => ({
  method: 'GET',
  path: '/v1/merchant/payments/{id}/mood',
  summary: 'How it feels',
  security: [{ merchantKey: [] }],
  responses: { 200: { description: 'The mood' } },
  ...change,
});

describe('curlLine', () => {
  it('needs no example for a read', () => {
    expect(curlLine(route({}))).toBe(
      'curl "https://pay.example.com/v1/merchant/payments/$PAYMENT_ID/mood" \\\n' +
        '  -H "Authorization: Bearer $MERCHANT_READ_KEY"',
    );
  });

  it.each<[string, Partial<Operation>, string]>([
    [
      'body',
      { method: 'POST', requestBody: { required: true, content: {} } },
      'POST /v1/merchant/payments/{id}/mood needs an example: add a body',
    ],
    [
      'query',
      { parameters: [{ name: 'day', in: 'query', required: true, schema: {} }] },
      'GET /v1/merchant/payments/{id}/mood needs an example: add query day',
    ],
    [
      'path',
      { path: '/v1/moods/{id}' },
      'GET /v1/moods/{id} needs an example: add what stands for its parameter',
    ],
  ])('names the route whose %s nobody can guess', (_, change, message) => {
    expect(() => curlLine(route(change))).toThrow(message);
  });
});

describe('fieldsOf', () => {
  it('opens what is within, and names what stands elsewhere', () => {
    const fields = fieldsOf({
      required: ['items'],
      properties: {
        items: { type: 'array', items: { properties: { id: { type: 'string', maxLength: 9 } } } },
        payment: { anyOf: [{ $ref: '#/components/schemas/Payment' }, { type: 'null' }] },
      },
    });
    expect(fields.map(({ name, type, rules, required }) => [name, type, rules, required])).toEqual([
      ['items', 'list of value', '', true],
      ['items[].id', 'text', 'at most 9 characters', false],
      ['payment', '[Payment](#payment-object) or null', '', false],
    ]);
  });
});

describe('markdownTable', () => {
  it('has columns of one width, and cells that cannot break out', () => {
    expect(markdownTable(['a', 'b'], [['x|y', 'two\nlines']])).toBe(
      '| a    | b         |\n| ---- | --------- |\n| x\\|y | two lines |',
    );
  });
});
