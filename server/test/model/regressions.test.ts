import { afterAll, beforeAll, describe, it } from 'vitest';
import { runStory } from './run-story.ts';
import type { Step } from './step.ts';
import { giveBackTimers, takeTimers } from './virtual-time.ts';

beforeAll(takeTimers);
afterAll(giveBackTimers);

const CREATE: Step = { do: 'create', on: 0, key: 0, amount: '50.00' };
const FLOW: Step = { do: 'flow', by: 0 };

const one = (...steps: Step[]) => runStory({ processes: 1, sweep: true, steps });
const two = (...steps: Step[]) => runStory({ processes: 2, sweep: true, steps });

/** Runs that once failed, each with its fewest steps. */
describe('the composed server, where it once failed', () => {
  it('takes the right body of a key while a wrong one is under way', () =>
    two(
      { do: 'create', on: 0, key: 0, amount: '20.00' },
      { do: 'create', on: 1, key: 0, amount: '50.00' },
      { do: 'decide', pick: 3, fate: 'answer' },
      { do: 'decide', pick: 7, fate: 'answer' },
      { do: 'wait', ms: 7_000 },
    ));

  it('counts money that comes after the merchant settled by hand, though every webhook is lost', () =>
    one(
      CREATE,
      FLOW,
      { do: 'mark', invoice: 0, as: 'Settled' },
      { do: 'deliver', on: 0, invoice: 0, type: 'InvoiceSettled' },
      FLOW,
      { do: 'pay', code: 0, sum: 'exact' },
    ));

  it('counts money that only the node saw, after the merchant settled by hand', () =>
    one(CREATE, FLOW, { do: 'pay', code: 0, sum: 'unseen' }, { do: 'mark', invoice: 0, as: 'Settled' }));

  it('tells that a settlement by hand was taken back, though every webhook is lost', () =>
    one(
      CREATE,
      FLOW,
      { do: 'mark', invoice: 0, as: 'Settled' },
      { do: 'deliver', on: 0, invoice: 0, type: 'InvoiceSettled' },
      FLOW,
      { do: 'mark', invoice: 0, as: 'Invalid' },
    ));

  it('applies a webhook whose storing was carried out but not answered, when it is sent again', () =>
    one(
      CREATE,
      FLOW,
      { do: 'deliver', on: 0, invoice: 0, type: 'InvoicePaymentSettled' },
      { do: 'decide', pick: 0, fate: 'lose' },
      { do: 'again', on: 0, delivery: 0, freshId: true },
    ));

  it('applies a webhook that a process stored before it was gone for good', () =>
    two(
      CREATE,
      FLOW,
      { do: 'deliver', on: 0, invoice: 0, type: 'InvoicePaymentSettled' },
      { do: 'decide', pick: 0, fate: 'carry out' },
      { do: 'crash', on: 0 },
    ));
});
