import { html, nothing, type TemplateResult } from 'lit';
import type { ReplayControl } from '../replay.ts';
import { hrefOf } from '../route.ts';
import { showCount, showMany } from '../show/money.ts';
import { channelWords, readableWord, typeWords } from '../show/words.ts';
import type { Attempt, Delivery } from '../wire/delivery.ts';
import { failure } from './failure.ts';
import { moment, stateMark } from './marks.ts';

/** A list of deliveries. */
export interface DeliveryList {
  readonly deliveries: readonly Delivery[];
  /** Null: none can be sent again. */
  readonly replay: ReplayControl | null;
  /** They stand at their payment, and need not lead there. */
  readonly isOfPayment: boolean;
}

/** Deliveries with their tries, each with a way to send it again. */
export function deliveryList({ deliveries, replay, isOfPayment }: DeliveryList): TemplateResult {
  return html`<ul class="deliveries">${deliveries.map((delivery) => deliveryItem(delivery, replay, isOfPayment))}</ul>`;
}

function deliveryItem(
  delivery: Delivery,
  replay: ReplayControl | null,
  isOfPayment: boolean,
): TemplateResult {
  const { id, paymentId, channel, type, at, state, nextAttemptAt, attempts } = delivery;
  return html`<li class="delivery">
    <div class="what">
      <p><strong>${typeWords(type)}</strong></p>
      <p class="hint">
        ${channelWords(channel)} · ${moment(at)}${isOfPayment ? nothing : html` · <a href=${hrefOf({ view: 'payment', id: paymentId })}>Payment</a>`}
      </p>
    </div>
    <div class="how-far" role="status">
      ${stateMark(state)}
      ${nextAttemptAt === null ? nothing : html`<span class="hint">${replay?.isDone(id) ? 'In line again, ' : ''}next try ${moment(nextAttemptAt)}</span>`}
    </div>
    ${replay === null ? nothing : replayButton(delivery, replay)}
    ${attempts.length === 0 ? nothing : tries(attempts)}
    ${failure(replay?.errorOf(id) ?? null)}
  </li>`;
}

function replayButton({ id, type, channel }: Delivery, replay: ReplayControl): TemplateResult {
  const isBusy = replay.isBusyWith(id);
  return html`<button
    type="button" class="quiet" aria-disabled=${isBusy}
    aria-label=${`Replay: ${typeWords(type)}, ${channelWords(channel)}`}
    @click=${() => replay.run(id)}
  >${isBusy ? 'Replaying' : 'Replay'}</button>`;
}

function tries(attempts: readonly Attempt[]): TemplateResult {
  return html`<details class="tries">
    <summary class="hint">${showMany(attempts.length, 'try', 'tries')}</summary>
    <ol>${attempts.map(
      (attempt) => html`<li>
        <span>${moment(attempt.at)}</span>
        <span>${attempt.reason === null ? 'Delivered' : readableWord(attempt.reason)}${attempt.status === null ? nothing : ` (${attempt.status})`}</span>
        <span class="hint">${showCount(attempt.durationMs)} ms</span>
      </li>`,
    )}</ol>
  </details>`;
}
