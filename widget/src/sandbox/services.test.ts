import { describe, expect, it } from 'vitest';
import type { Template } from '../views/html.ts';
import { sandboxControls } from './controls.ts';
import { SANDBOX_CONTROLS } from './controls-style.ts';
import type { SandboxWallet } from './sandbox-wallet.ts';
import { sandboxServices } from './services.ts';

const { signal } = new AbortController();

/** The buttons of the controls: what each says and does. */
function buttonsOf(template: Template) {
  return (template.values as Template[]).map(({ values }) => {
    const [isOff, press, label] = values as [string, () => void, string];
    return { isOff, press, label };
  });
}

/** A wallet that notes what is asked of it. */
function notingWallet() {
  const calls: string[] = [];
  const note = (word: string) => (id: string) => void calls.push(`${word} ${id}`);
  const wallet: SandboxWallet = {
    pay: note('pay'),
    underpay: note('underpay'),
    process: note('process'),
    expire: note('expire'),
    fail: note('fail'),
  };
  return { wallet, calls };
}

describe('sandboxControls', () => {
  it('pays, expires and fails the payment', () => {
    const { wallet, calls } = notingWallet();
    const buttons = buttonsOf(sandboxControls(wallet, 'pay_1', false));
    for (const { press } of buttons) press();
    expect(buttons.map(({ label, isOff }) => [label, isOff])).toEqual([
      ['Pay', 'false'],
      ['Expire', 'false'],
      ['Fail', 'false'],
    ]);
    expect(calls).toEqual(['pay pay_1', 'expire pay_1', 'fail pay_1']);
  });

  it('does nothing once the payment is over, with the buttons in place', () => {
    const { wallet, calls } = notingWallet();
    const buttons = buttonsOf(sandboxControls(wallet, 'pay_1', true));
    for (const { press } of buttons) press();
    expect([buttons.map(({ isOff }) => isOff), calls]).toEqual([['true', 'true', 'true'], []]);
  });

  it('says that no money moves, and sets no style by attribute', () => {
    const { wallet } = notingWallet();
    const text = sandboxControls(wallet, 'pay_1', false).strings.join('');
    expect(text).toContain('Sandbox: no money moves');
    expect(text).not.toMatch(/style=/);
  });

  it('has a rule for each of its classes', () => {
    const { wallet } = notingWallet();
    const template = sandboxControls(wallet, 'pay_1', false);
    const all = [template, ...(template.values as Template[])].flatMap(({ strings }) => strings).join('');
    const classes = [...all.matchAll(/class="([^"]+)"/g)].map(([, name]) => name);
    expect(new Set(classes)).toEqual(new Set(['sandbox', 'sandbox-note', 'plays', 'play']));
    for (const name of classes) expect(SANDBOX_CONTROLS).toContain(`.${name} {`);
  });
});

describe('sandboxServices', () => {
  const create = (attribute: string, key: string) =>
    sandboxServices(attribute).api.createPayment({ amount: '50' }, key.repeat(22), signal);

  it('gives what can be played', async () => {
    const payment = await create('', 'C');
    const controls = sandboxServices('').controls?.(payment);
    expect(controls && buttonsOf(controls).map(({ isOff }) => isOff)).toEqual(['false', 'false', 'false']);
  });

  it.each(['settled', 'invalid'])('has its controls off where the payment is %s', async (status) => {
    const payment = { ...(await create('', 'C')), status };
    const controls = sandboxServices('').controls?.(payment);
    expect(controls && buttonsOf(controls).map(({ isOff }) => isOff)).toEqual(['true', 'true', 'true']);
  });

  it('gives nothing to play where a phase is pinned', () => {
    expect(sandboxServices('expired').controls).toBeUndefined();
  });

  it('knows the payments of the page, whatever phase it is pinned to', async () => {
    const { id, clientSecret = '' } = await create('', 'D');
    const read = await sandboxServices('processing').api.getPayment(id, clientSecret, signal);
    expect(read).toMatchObject({ id, status: 'processing' });
  });
});
