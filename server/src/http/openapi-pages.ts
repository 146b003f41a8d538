import { z } from 'zod';
import { createPaymentBody, idempotencyKey } from './contract.ts';

type Json = Record<string, unknown>;

const { amount, currency, product, request, orderId, description, email } = createPaymentBody.shape;
const ORDER = { amount, currency, product, request, orderId, description, email };

/** Parts of an order, as JSON Schema. */
const properties: Readonly<Record<string, Json>> = Object.fromEntries(
  Object.entries({ ...ORDER, key: idempotencyKey }).map(([name, type]) => {
    const { $schema: _, ...schema } = z.toJSONSchema(type, { target: 'draft-2020-12', io: 'input' });
    return [name, schema];
  }),
);

const page = (text: string): Json => ({
  description: text,
  content: { 'text/html': { schema: { type: 'string' } } },
});
const FAULT = page('A page that says what is wrong, with the status of the problem that it is');
const THERE = { description: 'See the page of the payment' };
const inPath = (name: string): Json => ({ name, in: 'path', required: true, schema: { type: 'string' } });

/** The pages for people, beside the API. `POST` takes forms of these pages only. */
export const PAGE_PATHS: Json = {
  '/pay': {
    get: {
      summary: 'An order, with a button that makes it a payment; makes nothing itself',
      parameters: Object.keys(ORDER).map((name) => ({
        name,
        in: 'query',
        required: false,
        schema: properties[name],
      })),
      responses: { 200: page('The order'), default: FAULT },
    },
    post: {
      summary: 'Create the payment; its client secret comes as a cookie for its page alone',
      requestBody: {
        required: true,
        content: {
          'application/x-www-form-urlencoded': {
            schema: { type: 'object', properties, required: ['key'] },
          },
        },
      },
      responses: { 303: THERE, default: FAULT },
    },
  },
  '/pay/{id}': {
    get: {
      summary: 'The payment, to who has its cookie',
      parameters: [inPath('id')],
      responses: { 200: page('The payment'), default: FAULT },
    },
    post: {
      summary: 'A fresh invoice where the old one is over, to who has the cookie',
      parameters: [inPath('id')],
      responses: { 303: THERE, default: FAULT },
    },
  },
  '/pay/{id}/mail': {
    post: {
      summary: 'Mail the receipt, where mail is on, to who has the cookie',
      parameters: [inPath('id')],
      requestBody: {
        required: true,
        content: {
          'application/x-www-form-urlencoded': {
            schema: { type: 'object', properties: { email: properties['email'] }, required: ['email'] },
          },
        },
      },
      responses: { 303: THERE, default: FAULT },
    },
  },
  '/receipt/{token}': {
    get: {
      summary: 'The receipt of a settled payment, to who has its token',
      parameters: [inPath('token')],
      responses: { 200: page('The receipt'), default: FAULT },
    },
  },
};
