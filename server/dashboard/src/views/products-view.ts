import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { Action } from '../action.ts';
import { Loader } from '../loader.ts';
import { failure } from '../parts/failure.ts';
import { loaded } from '../parts/loaded.ts';
import { foreign } from '../parts/marks.ts';
import { pageLinks } from '../parts/pages.ts';
import { hrefOf, type Route } from '../route.ts';
import type { Session } from '../session.ts';
import { showMoney } from '../show/money.ts';
import type { Page } from '../wire/page.ts';
import type { Product } from '../wire/product.ts';
import type { ProductDialog } from './product-dialog.ts';
import { View } from './view.ts';

const PAGE_SIZE = '25';

/** `<products-view>`: the catalogue. */
export class ProductsView extends View {
  static override properties = { session: { attribute: false }, route: { attribute: false } };
  declare session: Session;
  declare route: Route & { view: 'products' };

  readonly #list = new Loader<Page<Product>>(this);
  readonly #switching = new Action(this);

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('route')) return;
    const { after } = this.route;
    void this.#list.run(() => this.session.api.listProducts({ limit: PAGE_SIZE, cursor: after }));
  }

  protected override render(): TemplateResult {
    const next = this.#list.value?.nextCursor ?? null;
    return html`<div class="head">
        <h1>Products</h1>
        ${this.session.access === 'read' ? nothing : html`<button type="button" class="primary" @click=${() => this.#open(null)}>Add product</button>`}
      </div>
      ${failure(this.#switching.error)}
      <section class="card flush">${loaded(this.#list, ({ items }) => this.#items(items), 4)}</section>
      ${pageLinks(
        this.route.after === '' ? null : hrefOf({ view: 'products', after: '' }),
        next === null ? null : hrefOf({ view: 'products', after: next }),
      )}
      <product-dialog .session=${this.session} .onChanged=${() => void this.#list.again()}></product-dialog>`;
  }

  #items(items: readonly Product[]): TemplateResult {
    if (items.length === 0) {
      return html`<p class="empty">No product yet. A button names one by its id: <code>&lt;lightning-pay product="…"&gt;</code>. Its price is then yours, whatever the page says.</p>`;
    }
    return html`<ul class="products">${items.map((product) => this.#item(product))}</ul>`;
  }

  #item(product: Product): TemplateResult {
    const { id, title, amount, currency, active } = product;
    return html`<li class="product">
      <div class="what">
        <p>${foreign(title)}</p>
        <p class="hint"><code>${id}</code></p>
      </div>
      <p class="price">${showMoney(amount, currency)}<span class="hint">${active ? 'On sale' : 'Switched off'}</span></p>
      ${this.session.access === 'read' ? nothing : this.#actions(product)}
    </li>`;
  }

  #actions(product: Product): TemplateResult {
    const { id, title, active } = product;
    return html`<p class="actions">
      <button type="button" class="quiet" aria-label=${`Edit: ${title}`} @click=${() => this.#open(product)}>Edit</button>
      <button type="button" class="quiet" aria-label=${`${active ? 'Switch off' : 'Switch on'}: ${title}`}
        aria-disabled=${this.#switching.isBusyWith(id)} @click=${() => this.#switch(product)}>${active ? 'Switch off' : 'Switch on'}</button>
    </p>`;
  }

  #switch(product: Product): void {
    void this.#switching.run(async () => {
      const switched = await this.session.api.putProduct({ ...product, active: !product.active });
      this.#list.change((page) => ({
        ...page,
        items: page.items.map((item) => (item.id === switched.id ? switched : item)),
      }));
    }, product.id);
  }

  #open(product: Product | null): void {
    this.querySelector<ProductDialog>('product-dialog')?.open(product);
  }
}
