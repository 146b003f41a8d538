import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROBLEMS } from '../src/http/errors.ts';

describe('server/docs/API.md', () => {
  const text = readFileSync(new URL('../docs/API.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| *(\d{3}) *\| *(.+?) *\|/gm)];
  const documented = rows.flatMap(([, status, codes]) =>
    [...(codes ?? '').matchAll(/`(\w+)`/g)].map(([, code]) => `${status} ${code}`),
  );

  it('lists every code with its status, and no other', () => {
    // Shown to the outside by other names.
    const { invoice_unknown: _, gateway_forbidden: __, ...shown } = PROBLEMS;
    const real = Object.entries(shown).map(([code, [status]]) => `${status} ${code}`);
    expect(documented.sort()).toEqual(real.sort());
  });
});
