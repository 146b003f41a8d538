import { describe, expect, it } from 'vitest';
import { messageId } from './message-id.ts';

const SETTLED = { channel: 'webhook', type: 'payment.settled', cause: 'pay_1' } as const;

describe('messageId', () => {
  it('is the same for the same payment, channel, type and cause', () => {
    const id = messageId('pay_1', SETTLED);
    expect(id).toMatch(/^evt_[A-Za-z0-9_-]{22}$/);
    expect(messageId('pay_1', SETTLED)).toBe(id);
  });

  it('never changes: merchants know their events by it', () => {
    // printf '["pay_1","payment.settled","pay_1"]' | sha256sum, the first 16 bytes
    const bytes = Buffer.from(messageId('pay_1', SETTLED).slice(4), 'base64url');
    expect(bytes.toString('hex')).toBe('6792a92f7a933a0391134c5a335e75bd');
  });

  it('tells mails from webhooks, and one from the other', () => {
    const notice = messageId('pay_1', { ...SETTLED, channel: 'notice' });
    expect(notice).toMatch(/^msg_[A-Za-z0-9_-]{22}$/);
    expect(messageId('pay_1', { ...SETTLED, channel: 'receipt' })).not.toBe(notice);
  });

  it('tells parts apart that read the same in a row', () => {
    const causes = [
      messageId('a', { ...SETTLED, cause: 'c' }),
      messageId('a"', { ...SETTLED, cause: 'c' }),
      messageId('ac', { ...SETTLED, cause: '' }),
    ];
    expect(new Set(causes).size).toBe(3);
  });
});
