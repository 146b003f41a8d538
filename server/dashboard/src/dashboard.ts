import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { ApiError } from './api-error.ts';
import { MerchantApi } from './merchant-api.ts';
import { bolt } from './parts/icons.ts';
import { hrefOf, NO_FILTER, parseRoute, type Route } from './route.ts';
import type { Session } from './session.ts';
import { View } from './views/view.ts';

interface Place {
  readonly name: string;
  readonly route: Route;
  readonly views: readonly Route['view'][];
}

const PLACES: readonly Place[] = [
  { name: 'Overview', route: { view: 'overview' }, views: ['overview'] },
  {
    name: 'Payments',
    route: { view: 'payments', filter: NO_FILTER, after: '' },
    views: ['payments', 'payment'],
  },
  { name: 'Deliveries', route: { view: 'deliveries', state: '', after: '' }, views: ['deliveries'] },
  { name: 'Products', route: { view: 'products', after: '' }, views: ['products'] },
];

/** `<merchant-dashboard>`: the page. Without a session it asks for the key; with one it shows what the address says. */
export class MerchantDashboard extends View {
  #session: Session | null = null;
  #route = parseRoute(location.hash);
  /** Why a session ended. */
  #reason: ApiError | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.#onHash);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#onHash);
  }

  protected override render(): TemplateResult {
    const session = this.#session;
    if (session === null)
      return html`<login-view .reason=${this.#reason} .logIn=${this.#logIn}></login-view>`;
    return html`<a class="skip" href="#main" @click=${this.#skip}>To the content</a>
      <header class="bar">
        <div class="bar-in">
          <p class="house">${bolt}<bdi>${location.hostname}</bdi></p>
          <nav aria-label="Main">${PLACES.map((place) => this.#link(place))}</nav>
          <p class="who">
            ${session.server.test ? html`<span class="test" title="Test payments: no real money">TEST</span>` : nothing}
            ${session.access === 'read' ? html`<span class="notice">Read only</span>` : nothing}
            <button type="button" class="bare" @click=${this.#logOut}>Log out</button>
          </p>
        </div>
      </header>
      <main id="main" tabindex="-1">${this.#view(session)}</main>`;
  }

  protected override updated(_changed: PropertyValues): void {
    const place = PLACES.find(({ views }) => views.includes(this.#route.view))?.name ?? 'Not found';
    document.title = `${this.#session === null ? 'Log in' : place} · ${location.hostname}`;
  }

  #link({ name, route, views }: Place): TemplateResult {
    const isHere = views.includes(this.#route.view);
    return html`<a href=${hrefOf(route)} aria-current=${isHere ? 'page' : nothing}>${name}</a>`;
  }

  #view(session: Session): TemplateResult {
    const route = this.#route;
    switch (route.view) {
      case 'overview':
        return html`<overview-view .session=${session}></overview-view>`;
      case 'payments':
        return html`<payments-view .session=${session} .route=${route}></payments-view>`;
      case 'payment':
        return html`<payment-view .session=${session} .paymentId=${route.id}></payment-view>`;
      case 'deliveries':
        return html`<deliveries-view .session=${session} .route=${route}></deliveries-view>`;
      case 'products':
        return html`<products-view .session=${session} .route=${route}></products-view>`;
      case 'nowhere':
        return html`<h1>Nothing here</h1><p class="hint">This page has no such place. <a href="#/">To the overview</a></p>`;
    }
  }

  readonly #logIn = async (key: string): Promise<void> => {
    const api = new MerchantApi({
      key,
      base: new URL('.', location.href).href,
      fetch: (...asked) => fetch(...asked),
      onRefused: (error) => this.#end(error),
    });
    const access = await api.access();
    this.#session = { api, access, server: await api.serverFacts() };
    this.#reason = null;
    this.requestUpdate();
    await this.updateComplete;
    this.#toTop();
  };

  readonly #logOut = (): void => this.#end(null);

  #end(reason: ApiError | null): void {
    if (this.#session === null) return;
    this.#session = null;
    this.#reason =
      reason && new ApiError(reason.code, 'The server does not know this key any more. Please log in again.');
    this.requestUpdate();
  }

  readonly #onHash = async (): Promise<void> => {
    const before = this.#route;
    this.#route = parseRoute(location.hash);
    this.requestUpdate();
    await this.updateComplete;
    // Another filter of the same list is no other place: what has the focus keeps it.
    const isElsewhere =
      before.view !== this.#route.view || hrefOf(before).split('?')[0] !== hrefOf(this.#route).split('?')[0];
    const isOtherPage = 'after' in before && 'after' in this.#route && before.after !== this.#route.after;
    if (isElsewhere || isOtherPage) this.#toTop();
  };

  /** Where a reader of a new page would begin. */
  #toTop(): void {
    scrollTo(0, 0);
    this.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
  }

  readonly #skip = (event: Event): void => {
    event.preventDefault(); // the part after # is the place, not an anchor
    this.querySelector<HTMLElement>('main')?.focus();
  };
}
