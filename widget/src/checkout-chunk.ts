/** Filled in by the build: the chunk's address relative to the entry, and the hash of its bytes. Absent in source. */
declare const __CHECKOUT_CHUNK__: { readonly path: string; readonly integrity: string } | undefined;

/** Dialog, QR code and logic: everything that is not needed before somebody wants to pay. */
export type CheckoutChunk = typeof import('./checkout-controller.ts');

const chunk = typeof __CHECKOUT_CHUNK__ === 'undefined' ? undefined : __CHECKOUT_CHUNK__;
let isPreloaded = false;

/** Loads the checkout, checked against its hash where the browser can. Once loaded, a call costs nothing. */
export function loadCheckout(): Promise<CheckoutChunk> {
  preloadCheckout();
  return import('./checkout-controller.ts');
}

/** Fetches the checkout ahead of the press. Does nothing the second time, nor without `modulepreload`. */
export function preloadCheckout(): void {
  const link = document.createElement('link');
  if (isPreloaded || !chunk || !link.relList.supports('modulepreload')) return;
  isPreloaded = true;
  link.rel = 'modulepreload';
  link.integrity = chunk.integrity;
  link.crossOrigin = 'anonymous';
  link.href = new URL(chunk.path, import.meta.url).href;
  document.head.append(link);
}
