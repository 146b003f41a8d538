/** The wallet of this browser: built in, or an extension. */
export interface BrowserWallet {
  /**
   * Asks the customer, in the wallet's own window, and pays.
   *
   * @param bolt11 BOLT11 payment request.
   * @returns True where the wallet says that it has paid. A hint only: what is paid, the server decides. False where the
   *   customer or the wallet refused; it never throws.
   */
  pay(bolt11: string): Promise<boolean>;
}

/** The part of WebLN that is used. */
interface Webln {
  enable(): Promise<unknown>;
  sendPayment(paymentRequest: string): Promise<unknown>;
}

/**
 * Finds the wallet of this browser. Some put themselves into a page late, so it is to be asked for at each use.
 *
 * @returns Null where there is none: also where `webln` is something else, such as an element of the page with that id.
 * @see https://www.webln.guide/building-lightning-apps/webln-reference (`enable`, `sendPayment`)
 */
export function browserWallet(): BrowserWallet | null {
  const { webln } = globalThis as { webln?: Partial<Webln> | null }; // nobody promises its shape: checked here
  if (typeof webln?.enable !== 'function' || typeof webln.sendPayment !== 'function') return null;
  const wallet = webln as Webln;
  return {
    async pay(bolt11) {
      try {
        await wallet.enable();
        await wallet.sendPayment(bolt11);
        return true;
      } catch {
        return false;
      }
    },
  };
}
