/** @import { Token } from './tokens.js' */
import { TOKENS } from './tokens.js';

/**
 * Adds a field for each token.
 *
 * @param {HTMLElement} place
 * @param {HTMLTemplateElement} template A label, an input of type `color` and one of type `text`.
 */
export function addTokenFields(place, template) {
  for (const token of TOKENS) {
    const field = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    const label = field.querySelector('label');
    const palette = field.querySelector('input[type="color"]');
    const text = field.querySelector('input[type="text"]');
    if (!label || !palette || !(text instanceof HTMLInputElement))
      throw new Error('The template of a token is not whole.');
    label.textContent = token.words;
    label.htmlFor = text.id = text.name = token.name;
    text.placeholder = usual(token);
    palette.setAttribute('data-of', token.name);
    palette.setAttribute('aria-label', `${token.words}, from a palette`);
    if (!isHex(usual(token))) palette.remove();
    place.append(field);
  }
}

/**
 * Keeps each palette (`data-of`: name of the text field beside it) and its text in step.
 *
 * @param {HTMLFormElement} form
 */
export function followPalettes(form) {
  const brush = document.createElement('canvas').getContext('2d');
  for (const palette of form.querySelectorAll('input[type="color"]')) {
    if (!(palette instanceof HTMLInputElement)) continue;
    const text = form.elements.namedItem(palette.dataset['of'] ?? '');
    if (!(text instanceof HTMLInputElement)) throw new Error('A palette has no text beside it.');
    // Without an accent, the button is ink.
    const token = TOKENS.find(({ name }) => name === (text.name === 'accent' ? '--lp-ink' : text.name));
    if (token) palette.defaultValue = usual(token);
    palette.addEventListener('input', () => {
      text.value = palette.value;
    });
    text.addEventListener('input', () => {
      if (!brush) return;
      brush.fillStyle = palette.defaultValue;
      brush.fillStyle = text.value; // stays as it is where the text is no colour
      if (isHex(brush.fillStyle)) palette.value = brush.fillStyle;
    });
  }
}

/**
 * Says at a field that its value is none.
 *
 * @param {HTMLFormElement} form
 * @param {ReadonlySet<string>} refused Names of fields.
 */
export function showRefusals(form, refused) {
  for (const text of form.querySelectorAll('input[type="text"]')) {
    const name = text.getAttribute('name') ?? '';
    const field = text.closest('.field');
    if (refused.has(name) && !field?.querySelector('.refusal'))
      field?.append(refusal(text, `${name}-refusal`));
    const note = field?.querySelector('.refusal');
    if (note) note.textContent = refused.has(name) ? 'Not a value for it: left out.' : '';
    text.setAttribute('aria-invalid', String(refused.has(name)));
  }
}

/** @type {(text: Element, id: string) => HTMLElement} */
function refusal(text, id) {
  const note = document.createElement('p');
  note.className = 'refusal';
  note.id = id;
  text.setAttribute('aria-describedby', `${text.getAttribute('aria-describedby') ?? ''} ${id}`.trim());
  return note;
}

/** @param {Token} token */
function usual({ light, dark }) {
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? dark : light;
}

/** @param {unknown} text */
function isHex(text) {
  return /^#[\da-f]{6}$/i.test(String(text));
}
