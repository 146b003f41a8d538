import { expect } from 'chai';
import type { LightningPay } from '../../src/lightning-pay.ts';
import { announced, clean, inside, mount, until } from './mount.ts';

/** As much of the manifest as is looked at: what the element says of itself. */
interface Manifest {
  readonly modules: readonly {
    readonly declarations?: readonly {
      readonly tagName?: string;
      readonly cssParts?: readonly { readonly name: string }[];
      readonly cssProperties?: readonly { readonly name: string }[];
      readonly cssStates?: readonly { readonly name: string }[];
    }[];
  }[];
}

const manifest: Manifest = await (await fetch('/custom-elements.json')).json();
const declared = manifest.modules
  .flatMap(({ declarations = [] }) => declarations)
  .find(({ tagName }) => tagName === 'lightning-pay');

const names = (list: readonly { readonly name: string }[] = []) => list.map(({ name }) => name).sort();

/** What is said in a phase that the sandbox holds. */
const SAID = {
  creating: 'Getting your invoice',
  awaiting: 'Waiting for payment',
  processing: 'Payment seen',
  settled: 'Paid',
  expired: 'has expired',
  failed: 'over',
} as const;

type Held = keyof typeof SAID;

/** Where a token shows. */
interface Look {
  readonly phase: 'idle' | Held;
  readonly selector: string;
  readonly property: string;
  /** As it is computed. */
  readonly value: string;
}

const COLOUR = 'rgb(10, 123, 194)';

const look = (phase: Look['phase'], selector: string, property: string, value = COLOUR): Look => ({
  phase,
  selector,
  property,
  value,
});

const LOOKS: Readonly<Record<string, Look>> = {
  '--lp-accent': look('idle', '[part~="button"]', 'background-color'),
  '--lp-radius': look('idle', '[part~="button"]', 'border-top-left-radius', '5px'),
  '--lp-font': look('awaiting', '[part~="dialog"]', 'font-family', 'Georgia, serif'),
  '--lp-surface': look('awaiting', '[part~="dialog"]', 'background-color'),
  '--lp-wash': look('failed', '[part~="card"]', 'background-color'),
  '--lp-line': look('awaiting', '[part~="time-line"]', 'background-color'),
  '--lp-ink': look('awaiting', '[part~="amount"]', 'color'),
  '--lp-muted': look('awaiting', '[part~="sats"]', 'color'),
  '--lp-success': look('settled', '[part~="outcome"] .seal', 'color'),
  '--lp-danger': look('failed', '[part~="card"] .mark', 'color'),
  '--lp-notice': look('awaiting', '[part~="test"]', 'color'),
  '--lp-bolt': look('idle', '[part~="bolt"]', 'fill'),
  '--lp-backdrop': look('awaiting', '[part~="dialog"]::backdrop', 'background-color'),
};

/** Puts a tag on the page, its checkout held in a phase. */
async function hold(phase: Look['phase'], attributes = 'amount="50"'): Promise<LightningPay> {
  const pin = phase === 'idle' ? '' : phase;
  const element = await mount(`<lightning-pay ${attributes} sandbox="${pin}"></lightning-pay>`);
  if (phase === 'idle') return element;
  inside(element, '.pay').click();
  await announced(element, SAID[phase]);
  return element;
}

function computed(element: LightningPay, { selector, property }: Look): string {
  const [inner = '', pseudo] = selector.split('::');
  return getComputedStyle(inside(element, inner), pseudo && `::${pseudo}`).getPropertyValue(property);
}

/** Names of the parts that are in the shadow tree. */
const partsOf = (element: LightningPay): string[] =>
  [...(element.shadowRoot?.querySelectorAll('[part]') ?? [])].flatMap(({ part }) => [...part]);

describe('theming', () => {
  before(() => {
    const sheet = document.createElement('style');
    sheet.id = 'tokens';
    document.head.append(sheet);
    document.documentElement.lang = 'en';
  });

  afterEach(async () => {
    await clean();
    setTokens('');
  });

  /** Writes the page's own style sheet. */
  function setTokens(declarations: string): void {
    const sheet = document.querySelector('#tokens');
    if (sheet) sheet.textContent = `lightning-pay { ${declarations} }`;
  }

  for (const [token, where] of Object.entries(LOOKS)) {
    it(`${token} changes ${where.property} of ${where.selector}`, async () => {
      const element = await hold(where.phase);
      const usual = computed(element, where);
      expect(usual).not.to.equal(where.value);
      setTokens(`${token}: ${where.value}`);
      await until(() => computed(element, where) === where.value);
    });
  }

  it('has no token but these', () => {
    expect(names(declared?.cssProperties)).to.deep.equal(Object.keys(LOOKS).sort());
  });

  it('has each part in some state, and no part that it does not tell of', async () => {
    const found = new Set<string>();
    for (const phase of ['idle', ...Object.keys(SAID)] as const) {
      const element = await hold(phase as Look['phase']); // the keys of `SAID`
      for (const name of partsOf(element)) found.add(name);
      await clean();
    }
    const asked = await mount('<lightning-pay suggestions="10,25" sandbox></lightning-pay>');
    inside(asked, '.pay').click();
    await until(() => asked.shadowRoot?.querySelector('[part~="suggestion"]') !== null);
    for (const name of partsOf(asked)) found.add(name);
    const inline = await mount('<lightning-pay amount="50" display="inline" sandbox></lightning-pay>');
    for (const name of partsOf(inline)) found.add(name);
    expect([...found].sort()).to.deep.equal(names(declared?.cssParts));
  });

  it('has each phase as a custom state', async () => {
    const found: string[] = [];
    for (const name of names(declared?.cssStates)) {
      const element = await hold(name as Look['phase']); // the test fails where it is none
      if (element.matches(`:state(${name})`)) found.push(name);
      await clean();
    }
    expect(found).to.deep.equal(['idle', ...Object.keys(SAID)].sort());
  });
});
