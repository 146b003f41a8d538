/**
 * Sends JSON to the shop's backend.
 *
 * @param {string} path
 * @param {Record<string, unknown>} body
 * @returns {Promise<unknown>} The JSON of the answer; null where there is none, or not a good one.
 */
export async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.ok ? await response.json() : null;
  } catch {
    return null; // no connection: the same as no answer
  }
}
