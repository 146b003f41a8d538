const SAID_MS = 2000;

/**
 * The key to the dashboard, to be copied; without a clipboard it is selected.
 *
 * @param {HTMLElement} place Holds the field and its button.
 */
export function createDashboardKey(place) {
  const field = place.querySelector('input');
  const button = place.querySelector('button');
  if (!field || !button) throw new Error('The page has no key to copy.');
  field.addEventListener('focus', () => field.select());
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.focus();
      return;
    }
    button.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, SAID_MS);
  });
}
