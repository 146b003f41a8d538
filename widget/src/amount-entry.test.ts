import { describe, expect, it } from 'vitest';
import { flush } from '../test/fixtures/fake-clock.ts';
import { Drawing } from '../test/fixtures/templates.ts';
import { type AmountEntryOptions, createAmountEntry } from './amount-entry.ts';
import { en as texts } from './locales/en.ts';

const CONFIG = { currencies: [{ code: 'USD', min: '20.00', max: '100.00' }] };
const RANGE = 'Between $20.00 and $100.00';
const REFUSAL = 'Please enter $20.00 to $100.00.';

/** A customer who is asked. */
async function ask(options: Partial<AmountEntryOptions> = {}) {
  const amounts: string[] = [];
  const focused: string[] = [];
  let changes = 0;
  let signal: AbortSignal | null | undefined;
  const entry = createAmountEntry({
    server: new URL('https://pay.example.com/'),
    currency: 'USD',
    suggestions: [],
    locale: 'en',
    texts,
    async fetch(_, init) {
      signal = init?.signal;
      return Response.json(CONFIG);
    },
    onChange: () => changes++,
    onAmount: (amount) => amounts.push(amount),
    ...options,
  });
  await flush();
  const draw = () => new Drawing(entry.render());
  const input = { focus: () => focused.push('focus'), select: () => focused.push('select') };
  return {
    entry,
    amounts,
    focused,
    draw,
    markup: () => draw().markup,
    changes: () => changes,
    signal: () => signal,
    type: (value: string) => draw().tell('input', { target: { value }, stopPropagation() {} }),
    choose: (index: number) => draw().tell('click', {}, index),
    submit: () => {
      let isKept = false;
      const currentTarget = { querySelector: () => input };
      draw().tell('submit', { currentTarget, preventDefault: () => (isKept = true) });
      expect(isKept).toBe(true); // or the page would be loaded anew
    },
  };
}

describe('createAmountEntry', () => {
  it('asks in the words of the language, with one primary action', async () => {
    const { markup } = await ask();
    expect(markup()).toContain(`>${texts.amount}<`);
    expect(markup().match(/class="key primary" type="submit">Continue</g)).toHaveLength(1);
  });

  it('gives the amount with the decimals of its currency', async () => {
    const { type, submit, amounts } = await ask();
    type(' 25,5 ');
    submit();
    expect(amounts).toEqual(['25.50']);
  });

  it.each(['', '19.99', '100.01', '1e2', 'x'])('refuses "%s" and lets it be corrected', async (text) => {
    const { type, submit, markup, amounts, focused } = await ask();
    type(text);
    expect(markup()).toContain(RANGE);
    expect(markup()).not.toContain('aria-invalid=true');
    submit();
    expect(markup()).toContain(REFUSAL);
    expect(markup()).toContain('aria-invalid=true');
    expect(focused).toEqual(['focus', 'select']);
    type('25');
    expect(markup()).toContain(RANGE);
    expect(markup()).not.toContain('aria-invalid=true');
    submit();
    expect(amounts).toEqual(['25.00']);
  });

  it('shows the limits once the server has told them', async () => {
    const { entry, markup, changes } = await ask();
    expect(changes()).toBe(1);
    expect(markup()).toContain(RANGE);
    entry.stop();
  });

  it.each([
    ['in a sandbox', { server: null }],
    ['where the server does not say', { fetch: async () => Response.json({}) }],
    ['where the server does not answer', { fetch: () => Promise.reject(new TypeError('failed')) }],
  ])('asks for any amount %s', async (_, options) => {
    const { type, submit, markup, amounts, changes } = await ask(options);
    expect(changes()).toBe(0);
    expect(markup()).not.toContain('Between');
    submit();
    expect(markup()).toContain('Please enter $0.01 to $999,999,999,999.00.');
    type('5');
    submit();
    expect(amounts).toEqual(['5.00']);
  });

  it('offers what can be paid of the suggestions', async () => {
    const { markup } = await ask({ suggestions: ['10', '20', ' 25.5', 'x', '25.50', '100', '101'] });
    expect(markup().match(/(?<=@click=\s*>)[^<]+/g)).toEqual(['$20.00', '$25.50', '$100.00']);
  });

  it('has no empty group where there are no suggestions', async () => {
    const { markup } = await ask({ suggestions: ['', 'x'] });
    expect(markup()).not.toContain('role="group"');
  });

  it('puts the chosen suggestion where it can be changed', async () => {
    const { markup, choose, submit, amounts } = await ask({ suggestions: ['20', '25'] });
    choose(1);
    expect(markup()).toMatch(/\.value=25\s/);
    expect(markup().match(/aria-pressed=\w+/g)).toEqual(['aria-pressed=false', 'aria-pressed=true']);
    submit();
    expect(amounts).toEqual(['25.00']);
  });

  it('marks the suggestion that is typed', async () => {
    const { markup, type } = await ask({ suggestions: ['20', '25'] });
    type('25,00');
    expect(markup().match(/aria-pressed=\w+/g)).toEqual(['aria-pressed=false', 'aria-pressed=true']);
  });

  it('takes a refusal back with a suggestion', async () => {
    const { markup, choose, submit } = await ask({ suggestions: ['25.50'] });
    submit();
    choose(0);
    expect(markup()).toContain(RANGE);
  });

  it.each([
    ['de', 'EUR', '25,50', '25.50'],
    ['ar-EG', 'USD', '25.50', '25.50'],
    ['en', 'JPY', '26', '26'],
  ])('writes a suggestion in %s as it is typed in it', async (locale, currency, typed, amount) => {
    const suggestions = [currency === 'JPY' ? '26' : '25.5'];
    const { markup, choose, submit, amounts } = await ask({ locale, currency, suggestions, server: null });
    choose(0);
    expect(markup()).toContain(`.value=${typed}\n`);
    submit();
    expect(amounts).toEqual([amount]);
  });

  it.each([
    ['en', 'USD', /\$.*<input/s],
    ['de', 'EUR', /<input.*€/s],
    ['en', 'SATS', /<input.*sats/s],
  ])('has the sign in %s of %s on its side', async (locale, currency, order) => {
    const { markup } = await ask({ locale, currency, server: null });
    expect(markup()).toMatch(order);
  });

  it('keeps what is typed inside the element', async () => {
    const { draw } = await ask();
    let isStopped = false;
    draw().tell('input', { target: { value: '2' }, stopPropagation: () => (isStopped = true) });
    expect(isStopped).toBe(true);
  });

  it('tells nothing after its end', async () => {
    const { entry, type, submit, amounts } = await ask();
    type('25');
    entry.stop();
    submit();
    expect(amounts).toEqual([]);
  });

  it('ends its request with it', async () => {
    let isAborted = false;
    const { entry, changes } = await ask({
      fetch: (_, init) =>
        new Promise((resolve) => {
          init?.signal?.addEventListener('abort', () => {
            isAborted = true;
            resolve(Response.json(CONFIG)); // an answer that was on its way
          });
        }),
    });
    entry.stop();
    await flush();
    expect(isAborted).toBe(true);
    expect(changes()).toBe(0);
  });
});
