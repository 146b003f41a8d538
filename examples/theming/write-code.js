/** Longer than this, the attributes of a tag stand below one another. */
const LINE = 72;

/**
 * Writes the tag of a page.
 *
 * @param {ReadonlyMap<string, string>} attributes
 */
export function writeTag(attributes) {
  const words = [...attributes].map(([name, value]) => `${name}="${escapeAttribute(value)}"`);
  const line = `<${['lightning-pay', ...words].join(' ')}></lightning-pay>`;
  if (line.length <= LINE) return line;
  return `<lightning-pay\n${words.map((word) => `  ${word}\n`).join('')}></lightning-pay>`;
}

/**
 * Writes the page's style sheet; empty where there is nothing to set.
 *
 * @param {ReadonlyMap<string, string>} tokens By name, with good values.
 */
export function writeCss(tokens) {
  if (tokens.size === 0) return '';
  const lines = [...tokens].map(([name, value]) => `  ${name}: ${value};\n`);
  return `lightning-pay {\n${lines.join('')}}`;
}

/** @param {string} text */
function escapeAttribute(text) {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
