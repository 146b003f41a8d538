/** How long a browser may take to begin saving; afterwards the file is let go. */
const HELD_MS = 60_000;

/** Saves a file that the page holds. Its address is the page's own and means nothing elsewhere. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), HELD_MS);
}
