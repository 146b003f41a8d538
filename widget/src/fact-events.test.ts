import { describe, expect, it } from 'vitest';
import { payment } from '../test/fixtures/payments.ts';
import { CheckoutError } from './errors.ts';
import { LpCreatedEvent, LpErrorEvent, LpExpiredEvent, LpProcessingEvent, LpSettledEvent } from './events.ts';
import { eventOf, ownerNote } from './fact-events.ts';

const secret = payment({ clientSecret: 'of the page alone' });

describe('eventOf', () => {
  it.each([
    ['created', LpCreatedEvent],
    ['processing', LpProcessingEvent],
    ['settled', LpSettledEvent],
    ['expired', LpExpiredEvent],
  ] as const)('of %s bubbles, is composed and carries no secret', (type, Class) => {
    const event = eventOf({ type, payment: secret });
    expect(event).toBeInstanceOf(Class);
    expect(event).toMatchObject({ type: `lp-${type}`, bubbles: true, composed: true, cancelable: false });
    expect(JSON.stringify((event as LpCreatedEvent).detail)).not.toContain('of the page alone');
  });

  it('of an error says code, message and whether to try again', () => {
    const error = new CheckoutError('rate_limited', { message: 'slowly', retryable: true });
    const event = eventOf({ type: 'error', error, payment: null });
    expect(event).toBeInstanceOf(LpErrorEvent);
    expect(event).toMatchObject({ code: 'rate_limited', message: 'slowly', retryable: true, payment: null });
  });
});

describe('ownerNote', () => {
  it('names the origin to add', () => {
    const error = new CheckoutError('origin_not_allowed', { message: 'not listed' });
    expect(ownerNote({ type: 'error', error, payment: null }, 'https://shop.example')).toContain(
      'https://shop.example',
    );
  });

  it('says nothing of what the owner cannot mend', () => {
    const error = new CheckoutError('network');
    expect(ownerNote({ type: 'error', error, payment: null }, 'https://shop.example')).toBeNull();
    expect(ownerNote({ type: 'settled', payment: payment() }, 'https://shop.example')).toBeNull();
  });
});
