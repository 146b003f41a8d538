/**
 * The chunk that comes once the code is on the screen: what follows the payment, and what is seen after it.
 */
export { createPaymentStream } from './payment-stream.ts';
export { companionStyles } from './styles/companion.ts';
export { outcomePanel } from './views/outcome-panel.ts';
export { dragSheet } from './views/sheet-drag.ts';
