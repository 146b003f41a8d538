import { PROBLEMS } from '../../src/http/errors.ts';
import type { Example } from './examples.ts';
import { credentialOf, type Operation } from './operation.ts';

type Code = keyof typeof PROBLEMS;

/**
 * The problems that a route answers, by status: those of its kind, and its own. What any route may answer is not among
 * them.
 */
export function problemCodes(operation: Operation, { codes = [] }: Example = {}): Code[] {
  const { method, path, parameters = [], requestBody } = operation;
  const has = (place: string) => parameters.some((parameter) => parameter.in === place);
  const credential = credentialOf(operation);
  const isMerchant = credential === 'merchantKey';
  const isJson = requestBody?.content['application/json'] !== undefined;
  const ofKind: (readonly [boolean, readonly Code[]])[] = [
    [isJson, ['malformed_json', 'body_too_large', 'unsupported_media_type', 'invalid_request']],
    [has('query'), ['invalid_request']],
    [
      parameters.some(({ name, required }) => name === 'Idempotency-Key' && required),
      ['idempotency_key_invalid'],
    ],
    [credential === 'clientSecret', ['payment_not_found']],
    [isMerchant, ['unauthorized']],
    [isMerchant && method !== 'GET', ['forbidden']],
    [
      isMerchant && has('path') && method !== 'PUT',
      [path.includes('/payments/') ? 'payment_not_found' : 'not_found'],
    ],
  ];
  const all = new Set([...ofKind.flatMap(([holds, some]) => (holds ? some : [])), ...codes]);
  return (Object.keys(PROBLEMS) as Code[]).filter((code) => all.has(code)); // the keys are the codes
}
