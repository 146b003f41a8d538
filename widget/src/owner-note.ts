/** Tells the owner of the site, in the console, what to write. Customers never see it. */
export function noteToOwner(message: string): void {
  // biome-ignore lint/suspicious/noConsole: the console is where a site owner looks for what is wrong with a tag
  console.error(`<lightning-pay> ${message}`);
}
