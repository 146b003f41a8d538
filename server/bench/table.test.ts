import { describe, expect, it } from 'vitest';
import type { Figure, Unmeasured } from './figure.ts';
import { formatTable } from './table.ts';

const quick: Figure = {
  name: 'webhook in -> page told, p50',
  unit: 'ms',
  ours: 6,
  control: 0.5,
  controlName: 'raw node:http',
  target: { atMost: 15 },
};

describe('formatTable', () => {
  it('shows a figure beside its control, the ratio, the target and the verdict', () => {
    expect(formatTable([quick]).split('\n')[1]).toBe(
      'webhook in -> page told, p50  6.00 ms  0.50 ms raw node:http  12.00 x         <= 15 ms  pass',
    );
  });

  it('ends each line in pass or fall short, and says why something was not measured', () => {
    const unmeasured: Unmeasured = { name: 'press -> QR painted', reason: 'no Chromium' };
    const [, ...lines] = formatTable([quick, { ...quick, ours: 16 }, unmeasured]).split('\n');
    expect(lines.map((line) => /(pass|fall short)$/.exec(line)?.[0])).toEqual([
      'pass',
      'fall short',
      'fall short',
    ]);
    expect(lines[2]).toContain('not measured  no Chromium');
  });

  it('keeps its columns in line', () => {
    const [head, ...lines] = formatTable([quick, { ...quick, name: 'short', ours: 1234.5 }]).split('\n');
    const at = head?.indexOf('control') ?? -1;
    expect(lines.map((line) => line.slice(at - 2, at + 4))).toEqual(['  0.50', '  0.50']);
  });
});
