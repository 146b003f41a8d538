/**
 * Puts a text on the clipboard; must be called in answer to a press.
 *
 * @returns False where the browser refused.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByEvent(text);
  }
}

/** Pages without https have no `navigator.clipboard`. */
function copyByEvent(text: string): boolean {
  const fillIn = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
  };
  document.addEventListener('copy', fillIn, { once: true });
  const isCopied = document.execCommand('copy');
  document.removeEventListener('copy', fillIn);
  return isCopied;
}
