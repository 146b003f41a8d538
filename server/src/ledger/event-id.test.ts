import { describe, expect, it } from 'vitest';
import { eventId } from './event-id.ts';

describe('eventId', () => {
  it('is the same for the same payment, type and cause', () => {
    const id = eventId('pay_1', 'payment.settled', 'pay_1');
    expect(id).toMatch(/^evt_[A-Za-z0-9_-]{22}$/);
    expect(eventId('pay_1', 'payment.settled', 'pay_1')).toBe(id);
  });

  it('never changes: merchants know their events by it', () => {
    // printf '["pay_1","payment.settled","pay_1"]' | sha256sum, the first 16 bytes
    const bytes = Buffer.from(eventId('pay_1', 'payment.settled', 'pay_1').slice(4), 'base64url');
    expect(bytes.toString('hex')).toBe('6792a92f7a933a0391134c5a335e75bd');
  });

  it('tells parts apart that read the same in a row', () => {
    const ids = [
      eventId('a', 'b', 'c'),
      eventId('a"', 'b', 'c'),
      eventId('a', 'bc', ''),
      eventId('ab', '', 'c'),
    ];
    expect(new Set(ids).size).toBe(4);
  });
});
