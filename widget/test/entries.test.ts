import { describe, expect, it } from 'vitest';

describe('index', () => {
  it('can be imported where there is no DOM', async () => {
    expect(typeof document).toBe('undefined');
    const { LightningPay, LpSettledEvent } = await import('../src/index.ts');
    expect([typeof LightningPay, typeof LpSettledEvent]).toEqual(['function', 'function']);
  });
});

describe('define', () => {
  it('can be imported where there is no DOM, and registers nothing there', async () => {
    await import('../src/define.ts');
    const { customElements } = globalThis as { customElements?: CustomElementRegistry };
    expect(customElements?.get('lightning-pay')).toBeUndefined();
  });
});
