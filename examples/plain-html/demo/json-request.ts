import type { IncomingMessage } from 'node:http';

const LARGEST_BODY = 8192;

/**
 * Reads a JSON object that a page of this origin sent. Only such a page can send JSON without asking first, so no other
 * site makes the wallet pay or the server die.
 *
 * @returns Null where the body is not called JSON, or is no JSON object.
 * @throws RangeError where it is longer than 8,192 characters.
 */
export async function readJson(request: IncomingMessage): Promise<Readonly<Record<string, unknown>> | null> {
  if (!request.headers['content-type']?.startsWith('application/json')) return null;
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > LARGEST_BODY) throw new RangeError('The body is too large.');
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
