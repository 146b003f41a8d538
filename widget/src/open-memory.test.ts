import { afterEach, describe, expect, it, vi } from 'vitest';
import { forgetOpen, recallOpen, rememberOpen } from './open-memory.ts';

function storage(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  } as Storage; // what the module uses of it
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('rememberOpen', () => {
  it('is for its own page: no other one of the site opens anything, nor loads what it would need', () => {
    vi.stubGlobal('sessionStorage', storage());
    vi.stubGlobal('location', { pathname: '/basket' });
    rememberOpen('intent');
    expect(recallOpen()).toBe('intent');
    vi.stubGlobal('location', { pathname: '/other' });
    expect(recallOpen()).toBeNull();
    vi.stubGlobal('location', { pathname: '/basket' });
    forgetOpen();
    expect(recallOpen()).toBeNull();
  });

  it('does without a storage', () => {
    vi.stubGlobal('location', { pathname: '/' });
    vi.stubGlobal('sessionStorage', undefined);
    expect(() => rememberOpen('intent')).not.toThrow();
    expect(recallOpen()).toBeNull();
    expect(forgetOpen).not.toThrow();
  });
});
