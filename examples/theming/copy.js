/** How long a pressed button says that it has copied. */
const SAID_MS = 2_000;

/**
 * Makes the buttons work that copy a text of the page.
 *
 * @param {ParentNode} root Holds the buttons (`data-copies`: id of the text area that is copied) and a `role="status"` that says it.
 */
export function enableCopying(root) {
  const status = root.querySelector('[role="status"]');
  for (const button of root.querySelectorAll('[data-copies]')) {
    const source = document.getElementById(button.getAttribute('data-copies') ?? '');
    if (!(source instanceof HTMLTextAreaElement)) throw new Error('A button has nothing to copy.');
    const word = button.firstChild;
    let timer = 0;
    button.addEventListener('click', async () => {
      const said = await copy(source);
      if (word) word.nodeValue = said;
      if (status) status.textContent = said;
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        if (word) word.nodeValue = 'Copy';
        if (status) status.textContent = '';
      }, SAID_MS);
    });
  }
}

/**
 * @param {HTMLTextAreaElement} source
 * @returns What came of it. Where the page may not write to the clipboard, the text is selected for the customer to copy.
 */
async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.value);
    return 'Copied';
  } catch {
    source.select();
    return 'Selected';
  }
}
