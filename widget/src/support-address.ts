import { webAddress } from './web-address.ts';

/**
 * Where a customer gets help: `support-url`.
 *
 * @param attribute An address, relative or absolute, or `mailto:help@shop.example`.
 * @param base Address of the page.
 * @returns Null without one, and where it is not `http`, `https` or `mailto`: `javascript:` would run in the page.
 */
export function supportAddress(attribute: string | null, base: string): string | null {
  return webAddress(attribute, base, ['https:', 'http:', 'mailto:'])?.href ?? null;
}
