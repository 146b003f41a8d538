/** @import { Invoice, LedgerRow } from './state.js' */
import { post } from './post.js';

/**
 * @typedef {{ paid: true, preimage: string | null } | { paid: false, reason: string }} WalletResult
 * @typedef {{ id: string, version: number, bolt11: string, amountSats: number }} Seen
 */

/**
 * The wallet of a customer, played: it sees the invoice that the checkout shows and pays it when told, in full, in half
 * or too late.
 *
 * @param {HTMLElement} element
 */
export function createWallet(element) {
  const amount = element.querySelector('.wallet-amount');
  const note = element.querySelector('.wallet-note');
  const [pay, underpay, late] = ['pay', 'underpay', 'late'].map((name) =>
    element.querySelector(`[data-demo="${name}"]`),
  );
  if (!amount || !note) throw new Error('The wallet is not whole.');
  /** @type {Seen | null} */
  let seen = null;

  /** @param {'idle' | 'ready' | 'paying' | 'part' | 'paid' | 'refused'} state */
  const become = (state) => {
    element.dataset.wallet = state;
    for (const button of element.querySelectorAll('button[data-demo]')) {
      if (button instanceof HTMLButtonElement) button.disabled = state !== 'ready' && state !== 'refused';
    }
    if (pay) pay.textContent = state === 'paid' ? 'Paid' : 'Pay';
  };

  /** @param {Seen & { invoice: Invoice | null } | { id: string, version: number, invoice: Invoice | null }} payment */
  const see = ({ id, version, invoice }) => {
    if (!invoice || invoice.bolt11 === seen?.bolt11) return;
    seen = { id, version, ...invoice };
    amount.textContent = `${invoice.amountSats.toLocaleString('en-US')} sats`;
    note.textContent = `${invoice.bolt11.slice(0, 14)}…${invoice.bolt11.slice(-6)}`;
    become('ready');
  };

  /**
   * Pays what is seen.
   *
   * @param {(seen: Seen) => Promise<unknown>} how
   * @param {'part' | 'paid'} then
   * @param {string} meanwhile
   */
  const send = async (how, then, meanwhile) => {
    if (!seen) return;
    const { bolt11 } = seen;
    become('paying');
    if (meanwhile) note.textContent = meanwhile;
    const result = /** @type {WalletResult | null} */ (await how(seen));
    if (seen?.bolt11 !== bolt11) return;
    become(result?.paid ? then : 'refused');
    if (!result?.paid) note.textContent = result?.reason ?? 'The wallet found no way. Try again.';
    else if (then === 'part') note.textContent = 'Half paid, the rest is due';
    else if (result.preimage) labelled(note, 'preimage', result.preimage);
  };

  pay?.addEventListener('click', () => send(({ bolt11 }) => post('/demo/pay', { bolt11 }), 'paid', ''));
  underpay?.addEventListener('click', () =>
    send(
      ({ bolt11, amountSats }) => post('/demo/pay', { bolt11, sats: Math.ceil(amountSats / 2) }),
      'part',
      '',
    ),
  );
  late?.addEventListener('click', () =>
    send(({ id }) => post('/demo/late', { paymentId: id }), 'paid', 'Expires, then it is paid'),
  );

  return {
    /** The checkout shows this payment's code now. */
    see,
    /**
     * What the ledger says: the code of a remainder or of a renewal, the hash of the invoice that is seen, and whether
     * somebody else paid it.
     *
     * @param {LedgerRow[]} rows
     */
    learn(rows) {
      const row = rows.find(({ id }) => id === seen?.id);
      if (!row || !seen) return;
      // An answer that was under way when the checkout showed a newer code must not bring back the older one.
      if (row.version > seen.version) see(row);
      if (element.dataset.wallet !== 'ready') return;
      if (row.status === 'settled') become('paid');
      if (row.paymentHash) labelled(note, 'hash', row.paymentHash);
    },
  };
}

/**
 * @param {Element} place
 * @param {string} label
 * @param {string} hex
 */
function labelled(place, label, hex) {
  const text = `${label} ${hex.slice(0, 6)}…${hex.slice(-6)}`;
  if (place.textContent === text) return;
  const code = document.createElement('code');
  code.textContent = text.slice(label.length + 1);
  code.title = hex;
  place.replaceChildren(`${label} `, code);
}
