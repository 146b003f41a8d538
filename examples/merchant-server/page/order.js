// The event is for the page's looks: anyone can fire one. What it says is not passed on; the shop asks lightning-pay itself.
const state = document.querySelector('#state');

document.addEventListener('lp-settled', async () => {
  if (!(state instanceof HTMLElement)) return;
  const answer = await fetch(`/orders/${state.dataset['order']}/state`);
  const { state: known } = await answer.json();
  state.textContent = known === 'paid' ? 'Paid. We are packing it.' : 'Not paid yet.';
});
