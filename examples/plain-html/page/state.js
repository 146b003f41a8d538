/**
 * @typedef {{ type: string, at: string, version: number | null }} LedgerEvent
 * @typedef {{ bolt11: string, amountSats: number }} Invoice
 * @typedef {{
 *   id: string, reference: string, status: string, flags: string[], version: number, pricedBy: string, amount: string,
 *   currency: string, paidSats: number, invoice: Invoice | null, orderId: string | null, paymentHash: string | null,
 *   events: LedgerEvent[],
 * }} LedgerRow
 * @typedef {{ state: 'unpaid' } | { state: 'paid', reference: string }
 *   | { state: 'mismatch', reference: string, amount: string, currency: string }} Verdict
 * @typedef {{ id: string, amount: string, currency: string, verdict: Verdict }} Order
 * @typedef {{ isDropping: boolean, downSeconds: number, server: 'running' | 'starting' }} FaultState
 * @typedef {{ order: Order | null, payments: LedgerRow[] | null, faults: FaultState }} DemoState `payments` null: the
 *   ledger did not answer
 */

const EVERY_MS = 400;

/**
 * Asks the shop what it and the ledger know, again and again while the page is seen. Short questions rather than a
 * stream: a browser opens six connections to one server, and the checkouts of other tabs need theirs.
 *
 * @param {{ onState: (state: DemoState) => void, onSilence: () => void }} listener `onSilence`: no answer this time.
 * @returns {{ refresh: () => void }} `refresh` asks at once.
 */
export function followState(listener) {
  let timer = 0;
  let turn = 0;
  const ask = async () => {
    clearTimeout(timer);
    turn += 1;
    const mine = turn;
    const state = await readState();
    if (mine !== turn) return;
    if (state) listener.onState(state);
    else listener.onSilence();
    if (!document.hidden) timer = window.setTimeout(ask, EVERY_MS);
  };
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) ask();
  });
  ask();
  return { refresh: ask };
}

/** @returns {Promise<DemoState | null>} */
async function readState() {
  try {
    const response = await fetch('/demo/state', { signal: AbortSignal.timeout(5000) });
    return response.ok ? await response.json() : null;
  } catch {
    return null; // no connection: the same as no answer
  }
}
