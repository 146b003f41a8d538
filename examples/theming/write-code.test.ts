import { describe, expect, it } from 'vitest';
import { writeCss, writeTag } from './write-code.js';

describe('writeTag', () => {
  it('writes a short tag in one line', () => {
    expect(writeTag(new Map([['amount', '50']]))).toBe('<lightning-pay amount="50"></lightning-pay>');
  });

  it('writes a long one with its attributes below one another', () => {
    const attributes = [
      ['amount', '50'],
      ['label', 'Pay for the planters'],
      ['accent', '#5b3df5'],
    ] as const;
    expect(writeTag(new Map(attributes))).toBe(
      '<lightning-pay\n  amount="50"\n  label="Pay for the planters"\n  accent="#5b3df5"\n></lightning-pay>',
    );
  });

  it('keeps a label within its quotes', () => {
    expect(writeTag(new Map([['label', '"&<b>']]))).toBe(
      '<lightning-pay label="&quot;&amp;&lt;b>"></lightning-pay>',
    );
  });
});

describe('writeCss', () => {
  it('writes nothing where nothing is set', () => {
    expect(writeCss(new Map())).toBe('');
  });

  it('sets the tokens at the element', () => {
    expect(writeCss(new Map([['--lp-ink', '#333333']]))).toBe('lightning-pay {\n  --lp-ink: #333333;\n}');
  });
});
