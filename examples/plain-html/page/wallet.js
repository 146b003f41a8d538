/** @import { LedgerRow } from './state.js' */

/**
 * The wallet of a customer, played: it sees the invoice that the checkout shows and pays it when told.
 *
 * @param {HTMLElement} element
 */
export function createWallet(element) {
  const amount = element.querySelector('.wallet-amount');
  const note = element.querySelector('.wallet-note');
  const button = element.querySelector('[data-demo="pay"]');
  if (!amount || !note || !(button instanceof HTMLButtonElement)) throw new Error('The wallet is not whole.');
  /** @type {{ id: string, bolt11: string } | null} */
  let seen = null;

  /** @param {'idle' | 'ready' | 'paying' | 'paid' | 'refused'} state */
  const become = (state) => {
    element.dataset.wallet = state;
    button.disabled = state !== 'ready' && state !== 'refused';
    button.textContent = state === 'paid' ? 'Paid' : 'Pay';
  };

  button.addEventListener('click', async () => {
    if (!seen) return;
    const { bolt11 } = seen;
    become('paying');
    const result = await pay(bolt11);
    if (seen?.bolt11 !== bolt11) return;
    become(result.paid ? 'paid' : 'refused');
    if (!result.paid) note.textContent = result.reason;
    else if (result.preimage) labelled(note, 'preimage', result.preimage);
  });

  return {
    /**
     * The checkout shows this payment's code now.
     *
     * @param {{ id: string, invoice: { bolt11: string, amountSats: number } | null }} payment
     */
    see({ id, invoice }) {
      if (!invoice || invoice.bolt11 === seen?.bolt11) return;
      seen = { id, bolt11: invoice.bolt11 };
      amount.textContent = `${invoice.amountSats.toLocaleString('en-US')} sats`;
      note.textContent = `${invoice.bolt11.slice(0, 14)}…${invoice.bolt11.slice(-6)}`;
      become('ready');
    },
    /**
     * What the ledger says: the hash of the invoice that is seen, and whether somebody else paid it.
     *
     * @param {LedgerRow[]} rows
     */
    learn(rows) {
      const row = rows.find(({ id }) => id === seen?.id);
      if (!row) return;
      if (row.status === 'settled' && element.dataset.wallet === 'ready') become('paid');
      if (row.paymentHash && element.dataset.wallet === 'ready') labelled(note, 'hash', row.paymentHash);
    },
  };
}

/**
 * @param {string} bolt11
 * @returns {Promise<{ paid: true, preimage: string | null } | { paid: false, reason: string }>}
 */
async function pay(bolt11) {
  try {
    const response = await fetch('/demo/pay', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ bolt11 }),
    });
    return response.ok
      ? await response.json()
      : { paid: false, reason: 'The wallet found no way. Try again.' };
  } catch {
    return { paid: false, reason: 'The wallet is offline. Try again.' };
  }
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
