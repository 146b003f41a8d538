import { LightningPay } from './lightning-pay.ts';
import { noteToOwner } from './owner-note.ts';

declare global {
  interface HTMLElementTagNameMap {
    'lightning-pay': LightningPay;
  }
}

// Without a document there is nothing to register: the module may be imported where pages are rendered on a server.
if (typeof document !== 'undefined') {
  if (customElements.get('lightning-pay')) noteToOwner('is registered already: the first is kept.');
  else customElements.define('lightning-pay', LightningPay);
}
