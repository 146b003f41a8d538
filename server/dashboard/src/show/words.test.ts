import { describe, expect, it } from 'vitest';
import { eventWords, flagMeaning, flagWord, readableWord, statusWord, typeWords } from './words.ts';

describe('words', () => {
  it('say what the server says', () => {
    expect([statusWord('settled'), flagWord('duplicate'), typeWords('payment.settled')]).toEqual([
      'Paid',
      'Paid twice',
      'Paid',
    ]);
    expect(flagMeaning('late')).toBe('The money came after the code had expired.');
  });

  it('show what is new as it is, readable', () => {
    expect([statusWord('on_hold'), eventWords('refund_lost'), flagMeaning('new')]).toEqual([
      'On hold',
      'Refund lost',
      null,
    ]);
    expect(readableWord('receivedAt')).toBe('Received at');
  });
});
