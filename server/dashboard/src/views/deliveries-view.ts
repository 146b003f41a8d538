import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { Loader } from '../loader.ts';
import { deliveryList } from '../parts/delivery-list.ts';
import { loaded } from '../parts/loaded.ts';
import { pageLinks } from '../parts/pages.ts';
import { Replay } from '../replay.ts';
import { hrefOf, type Route } from '../route.ts';
import type { Session } from '../session.ts';
import { stateWord } from '../show/words.ts';
import type { Delivery } from '../wire/delivery.ts';
import type { Page } from '../wire/page.ts';
import { View } from './view.ts';

const STATES = ['', 'pending', 'dead', 'delivered'];
const PAGE_SIZE = '25';

const EMPTY: Readonly<Record<string, string>> = {
  '': 'Nothing was to be sent yet.',
  pending: 'Nothing waits to be sent.',
  dead: 'Nothing was given up.',
  delivered: 'Nothing was delivered yet.',
};

/** `<deliveries-view>`: what your shop and your customers must hear, and how far it got. */
export class DeliveriesView extends View {
  static override properties = { session: { attribute: false }, route: { attribute: false } };
  declare session: Session;
  declare route: Route & { view: 'deliveries' };

  readonly #list = new Loader<Page<Delivery>>(this);
  readonly #replay = new Replay(this, (replayed) =>
    this.#list.change((page) => ({
      ...page,
      items: page.items.map((delivery) => (delivery.id === replayed.id ? replayed : delivery)),
    })),
  );
  #shownState: string | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('route')) return;
    const { state, after } = this.route;
    void this.#list.run(
      () => this.session.api.listDeliveries({ state, limit: PAGE_SIZE, cursor: after }),
      state !== this.#shownState,
    );
    this.#shownState = state;
  }

  protected override render(): TemplateResult {
    const { route } = this;
    const next = this.#list.value?.nextCursor ?? null;
    return html`<div class="head">
        <h1>Deliveries</h1>
        <nav class="choices" aria-label="State">${STATES.map(
          (state) => html`<a
            href=${hrefOf({ view: 'deliveries', state, after: '' })}
            aria-current=${route.state === state ? 'true' : nothing}
          >${state === '' ? 'All' : stateWord(state)}</a>`,
        )}</nav>
      </div>
      <section class="card flush">${loaded(this.#list, ({ items }) => this.#items(items), 6)}</section>
      ${pageLinks(
        route.after === '' ? null : hrefOf({ ...route, after: '' }),
        next === null ? null : hrefOf({ ...route, after: next }),
      )}`;
  }

  #items(items: readonly Delivery[]): TemplateResult {
    if (items.length === 0) return html`<p class="empty">${EMPTY[this.route.state] ?? 'Nothing here.'}</p>`;
    return deliveryList({ deliveries: items, replay: this.#replay.of(this.session), isOfPayment: false });
  }
}
