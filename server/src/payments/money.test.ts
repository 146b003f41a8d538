import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CURRENCY_DECIMALS } from './currencies.ts';
import { PaymentError } from './errors.ts';
import { compareMoney, decimalToUnits, formatMoney, isWithin, parseMoney, unitsToDecimal } from './money.ts';

const usd = (minor: bigint) => ({ minor, currency: 'USD' });

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof PaymentError) return error.code;
    throw error;
  }
  return 'none';
}

const anyMoney = fc
  .tuple(fc.constantFrom(...CURRENCY_DECIMALS.keys()), fc.bigInt(0n, 999_999_999_999n))
  .map(([currency, minor]) => ({ currency, minor }));

describe('parseMoney', () => {
  it.each([
    ['50', 'USD', 5000n],
    ['50.0', 'USD', 5000n],
    ['50.00', 'USD', 5000n],
    ['19.99', 'USD', 1999n],
    ['0', 'USD', 0n],
    ['0.01', 'USD', 1n],
    ['999999999999.99', 'USD', 99_999_999_999_999n],
    ['1500', 'JPY', 1500n],
    ['1000', 'SATS', 1000n],
    ['1.234', 'KWD', 1234n],
    ['1.2345', 'CLF', 12345n],
  ])('reads %s %s as %s minor units', (amount, currency, minor) => {
    expect(parseMoney(amount, currency)).toEqual({ minor, currency });
  });

  // The same list as A3 of the acceptance sheet, less those that only limits refuse (0, 19.99, 100.01).
  it.each([
    '-5',
    '+5',
    '50.001',
    '1e2',
    '0x32',
    '50abc',
    '050',
    '00',
    'NaN',
    'Infinity',
    '-Infinity',
    '５０',
    '٥٠',
    '',
    ' 50',
    '50 ',
    '50\n',
    '50.',
    '.5',
    '50,00',
    '5_0',
    '1234567890123',
    '5 0',
    '50.0 ',
    'null',
  ])('refuses the amount %j', (amount) => {
    expect(codeOf(() => parseMoney(amount, 'USD'))).toBe('invalid_request');
  });

  it.each([[50], [['50']], [{ amount: '50' }], [null], [undefined]])(
    'refuses what is no string: %j',
    (value) => {
      // A cast, because only a caller without types can do this.
      expect(codeOf(() => parseMoney(value as unknown as string, 'USD'))).toBe('invalid_request');
    },
  );

  it.each([
    ['1.0', 'JPY'],
    ['1.5', 'SATS'],
    ['1.2345', 'KWD'],
    ['1.23456', 'CLF'],
  ])('refuses %s %s, which has more decimals than the currency', (amount, currency) => {
    expect(codeOf(() => parseMoney(amount, currency))).toBe('invalid_request');
  });

  it.each(['usd', 'BTC', 'US', 'USDT', '', 'constructor', '__proto__'])(
    'refuses the currency %j',
    (currency) => {
      expect(codeOf(() => parseMoney('50', currency))).toBe('currency_not_accepted');
    },
  );

  it('names the path and never the value', () => {
    const error = new PaymentError('invalid_request', {
      errors: [
        { path: 'amount', message: 'must be a decimal string with up to 12 digits and at most 2 decimals' },
      ],
    });
    expect(() => parseMoney('<b>', 'USD')).toThrow(error);
    try {
      parseMoney('<b>', 'USD');
    } catch (thrown) {
      expect((thrown as PaymentError).errors).toEqual(error.errors);
    }
  });

  it('takes time that grows no faster than its input', () => {
    const millis = (length: number) => {
      const start = performance.now();
      codeOf(() => parseMoney(`${'9'.repeat(length)}!`, 'USD'));
      return performance.now() - start;
    };
    millis(1_000);
    expect(millis(16_000_000)).toBeLessThan(1_000);
  });
});

describe('formatMoney', () => {
  it.each([
    [5000n, 'USD', '50.00'],
    [1n, 'USD', '0.01'],
    [0n, 'USD', '0.00'],
    [-150n, 'USD', '-1.50'],
    [-1n, 'USD', '-0.01'],
    [1500n, 'JPY', '1500'],
    [0n, 'SATS', '0'],
    [1n, 'KWD', '0.001'],
    [12345n, 'CLF', '1.2345'],
  ])('writes %s of %s as %s', (minor, currency, text) => {
    expect(formatMoney({ minor, currency })).toBe(text);
  });

  it('refuses an unknown currency', () => {
    expect(codeOf(() => formatMoney({ minor: 1n, currency: 'BTC' }))).toBe('currency_not_accepted');
  });

  it('is read back by parseMoney as the same money', () => {
    fc.assert(
      fc.property(anyMoney, (money) => {
        expect(parseMoney(formatMoney(money), money.currency)).toEqual(money);
      }),
    );
  });

  it('has exactly the decimals of the currency', () => {
    fc.assert(
      fc.property(anyMoney, (money) => {
        const fraction = formatMoney(money).split('.')[1] ?? '';
        expect(fraction).toHaveLength(CURRENCY_DECIMALS.get(money.currency) ?? -1);
      }),
    );
  });
});

describe('compareMoney', () => {
  it('orders amounts of one currency', () => {
    expect(compareMoney(usd(1n), usd(2n))).toBe(-1);
    expect(compareMoney(usd(2n), usd(1n))).toBe(1);
    expect(compareMoney(usd(2n), usd(2n))).toBe(0);
  });

  it('refuses two currencies', () => {
    expect(() => compareMoney(usd(1n), { minor: 1n, currency: 'EUR' })).toThrow(RangeError);
  });
});

describe('isWithin', () => {
  it.each([
    [1999n, false],
    [2000n, true],
    [5000n, true],
    [10_000n, true],
    [10_001n, false],
  ])('%s cents between 20 and 100 dollars, both included: %s', (minor, expected) => {
    expect(isWithin(usd(minor), usd(2000n), usd(10_000n))).toBe(expected);
  });
});

describe('decimalToUnits', () => {
  it.each([
    ['0.00007765', 8, 7765n],
    ['0.00007765', 11, 7_765_000n],
    ['0.000015', 8, 1500n],
    ['0.000015000000', 8, 1500n],
    ['-0.00000001', 8, -1n],
    ['-0', 8, 0n],
    ['1.0', 0, 1n],
    ['21000000', 8, 2_100_000_000_000_000n],
    ['007', 0, 7n],
    ['5.13', 2, 513n],
  ])('reads %s at %i decimals as %s', (decimal, decimals, units) => {
    expect(decimalToUnits(decimal, decimals)).toBe(units);
  });

  it.each([
    ['0.000000001', 8],
    ['1.5', 0],
    ['5.131', 2],
    ['1e3', 2],
    ['', 2],
    ['.5', 2],
    ['5.', 2],
    ['--5', 2],
    ['12,34', 2],
    [' 5', 2],
    ['5\n', 2],
  ])('refuses %j at %i decimals', (decimal, decimals) => {
    expect(codeOf(() => decimalToUnits(decimal, decimals))).toBe('invalid_request');
  });
});

describe('unitsToDecimal', () => {
  it('writes sats as BTC', () => {
    expect(unitsToDecimal(7765n, 8)).toBe('0.00007765');
    expect(unitsToDecimal(-7765n, 8)).toBe('-0.00007765');
    expect(unitsToDecimal(5n, 0)).toBe('5');
  });

  it('is read back by decimalToUnits as the same units', () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 24n), 10n ** 24n),
        fc.integer({ min: 0, max: 11 }),
        (units, decimals) => {
          expect(decimalToUnits(unitsToDecimal(units, decimals), decimals)).toBe(units);
        },
      ),
    );
  });
});
