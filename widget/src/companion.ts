/**
 * The chunk that comes once the code is on the screen: what follows the payment, and what is seen after it.
 */
export { createAttendance } from './attendance.ts';
export { createPaymentStream } from './payment-stream.ts';
export { companionStyles } from './styles/companion.ts';
export { successAddress } from './success-address.ts';
export { supportAddress } from './support-address.ts';
export { laterCard } from './views/later-card.ts';
export { outcomePanel } from './views/outcome-panel.ts';
export { dragSheet } from './views/sheet-drag.ts';
export { watchWalletLink } from './wallets/missed-link.ts';
export { browserWallet } from './wallets/webln.ts';
