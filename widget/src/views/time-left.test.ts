import { describe, expect, it } from 'vitest';
import { timeLeft } from './time-left.ts';

describe('timeLeft', () => {
  it.each([
    [3723, '1:02:03'],
    [2811, '46:51'],
    [61, '1:01'],
    [9, '0:09'],
    [0, '0:00'],
    [-5, '0:00'],
  ])('writes %i s as %s', (seconds, text) => {
    expect(timeLeft(seconds)).toBe(text);
  });
});
