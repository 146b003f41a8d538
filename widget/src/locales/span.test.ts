import { describe, expect, it } from 'vitest';
import { minutes } from './span.ts';

describe('minutes', () => {
  it.each([
    ['en', ['1 minute', '2 minutes', '5 minutes']],
    ['ru', ['1 минута', '2 минуты', '5 минут']],
    ['pl', ['1 minuta', '2 minuty', '5 minut']],
    ['cs', ['1 minuta', '2 minuty', '5 minut']],
    ['ar', ['دقيقة', 'دقيقتان', '5 دقائق']],
    ['ja', ['1 分', '2 分', '5 分']],
  ])('takes the plural forms of %s', (tag, spans) => {
    const plain = [1, 2, 5].map((count) => minutes(count, tag).replace('\u00a0', ' '));
    expect(plain).toEqual(spans);
  });
});
