import { parseSrgb, textOn } from './contrast.ts';
import { accentValue, radiusValue } from './theme-values.ts';

/**
 * Gives the shadow tree its accent and radius, and text on the accent that can be read, whether the accent comes from
 * the attribute or from `--lp-accent`.
 *
 * @param root The wrapper that carries the tokens.
 */
export function applyTheme(root: HTMLElement, accent: string | null, radius: string | null): void {
  const colour = accentValue(accent, CSS.supports.bind(CSS));
  set(root, '--_accent', colour);
  set(root, '--_radius', radiusValue(radius));
  const computed = getComputedStyle(root);
  const isOwn = colour ?? computed.getPropertyValue('--lp-accent').trim();
  // `caret-color` stands for the accent: unlike a custom property it is computed to numbers, whatever was written.
  const background = isOwn ? parseSrgb(computed.caretColor) : null;
  const text = background && textOn(background);
  set(root, '--_on-accent', text);
  set(root, '--_bolt', text && `var(--lp-bolt, ${text})`);
}

function set(root: HTMLElement, name: string, value: string | null): void {
  if (value === null) root.style.removeProperty(name);
  else root.style.setProperty(name, value);
}
