import { describe, expect, it } from 'vitest';
import { type Figure, formatTarget, formatValue, passes, type Target } from './figure.ts';

const figure = (ours: number, control: number, target: Target): Figure => {
  return { name: 'any', unit: 'ms', ours, control, controlName: 'raw', target };
};

describe('passes', () => {
  it.each<[string, number, number, Target, boolean]>([
    ['the limit itself', 15, 1, { atMost: 15 }, true],
    ['over the limit', 15.01, 1, { atMost: 15 }, false],
    ['as many times the control', 12, 10, { atMostTimes: 1.2 }, true],
    ['more times the control', 12.1, 10, { atMostTimes: 1.2 }, false],
    ['enough of the control', 70, 100, { atLeastTimes: 0.7 }, true],
    ['too little of the control', 69, 100, { atLeastTimes: 0.7 }, false],
    ['no number', Number.NaN, 1, { atMost: 15 }, false],
    ['no number of a control', 1, Number.NaN, { atMost: 15 }, false],
    ['an endless rate', Number.POSITIVE_INFINITY, 1, { atLeastTimes: 0.7 }, false],
  ])('judges %s', (_name, ours, control, target, expected) => {
    expect(passes(figure(ours, control, target))).toBe(expected);
  });
});

describe('formatValue', () => {
  it.each([
    [0.4321, 'ms', '0.43 ms'],
    [123.456, 'ms', '123.5 ms'],
    [8.996, 'KB', '9.00 KB'],
    [1234.5, 'kB', '1235 kB'],
    [812.6, '/s', '813/s'],
    [0.00002, 'shift', '0.00002'],
    [1234, 'count', '1234'],
  ] as const)('writes %d %s as %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
  });
});

describe('formatTarget', () => {
  it.each([
    [{ atMost: 9 }, 'KB', '<= 9 KB'],
    [{ atMost: 0 }, 'shift', '<= 0'],
    [{ atMost: 3 }, 'count', '<= 3'],
    [{ atMostTimes: 1.2 }, 'kB', '<= 1.2 x control'],
    [{ atLeastTimes: 0.7 }, '/s', '>= 0.7 x control'],
  ] as const)('writes %o', (target, unit, text) => {
    expect(formatTarget(target, unit)).toBe(text);
  });
});
