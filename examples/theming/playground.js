// Wires the playground: what is chosen in the form is shown in the preview and written below it.
import { enableCopying } from './copy.js';
import { addTokenFields, followPalettes, showRefusals } from './fields.js';
import { createPreview } from './preview.js';
import { readSettings } from './settings.js';
import { LANGUAGES } from './tokens.js';
import { writeCss, writeTag } from './write-code.js';

const form = find('form', HTMLFormElement);
const frame = find('iframe', HTMLIFrameElement);
const [tag, css] = [find('#tag', HTMLTextAreaElement), find('#css', HTMLTextAreaElement)];

addTokenFields(find('.tokens', HTMLElement), find('template', HTMLTemplateElement));
followPalettes(form);
for (const language of LANGUAGES) {
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(language);
  find('#lang', HTMLSelectElement).append(new Option(name, language));
}
enableCopying(find('.code', HTMLElement));

if (frame.contentDocument?.readyState !== 'complete')
  await new Promise((done) => frame.addEventListener('load', done));
const preview = createPreview(frame, () => {
  for (const phase of document.getElementsByName('phase'))
    if (phase instanceof HTMLInputElement) phase.checked = phase.value === 'idle';
  update();
});

form.addEventListener('input', update);
document.addEventListener('change', update); // the phases are the form's, and not in it
form.addEventListener('reset', () => setTimeout(update)); // it tells before, not after
update();

function update() {
  const fields = new FormData(form);
  const settings = readSettings((name) => String(fields.get(name) ?? ''), CSS.supports.bind(CSS));
  showRefusals(form, settings.refused);
  find('output', HTMLOutputElement).value = `${fields.get('radius')} px`;
  write(tag, writeTag(settings.attributes));
  write(css, writeCss(settings.tokens));
  css.closest('.block')?.toggleAttribute('hidden', settings.tokens.size === 0);
  preview.show(settings);
}

/** @type {(place: HTMLTextAreaElement, code: string) => void} */
function write(place, code) {
  place.value = code;
  place.rows = code.split('\n').length;
}

/**
 * @template {HTMLElement} E
 * @param {string} selector
 * @param {new () => E} type
 * @returns {E}
 */
function find(selector, type) {
  const element = document.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`The page has no ${selector}.`);
  return element;
}
