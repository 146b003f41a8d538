import type { LightningPay } from '../../src/lightning-pay.ts';

/** A page that allows nothing but its own scripts and server, and no text that becomes code: DESIGN section 6. */
export const STRICT_CSP =
  "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'";

/** Puts the script of the shipped bundle on a page. */
export const SCRIPT = '<script type="module" src="/dist/lightning-pay.js"></script>';

/** A page of its own inside the page of the tests. */
export interface FramedPage {
  readonly view: Window & typeof globalThis;
  readonly page: Document;
  /** What the page would have shown in its console as uncaught. */
  readonly errors: readonly string[];
  /** Addresses that the page would have gone to; it stays. */
  readonly left: readonly string[];
  /** What its policy has refused, from the first byte on. */
  violations(): Promise<readonly string[]>;
  /** Puts a tag on it. */
  mount(tag: string): Promise<LightningPay>;
  remove(): void;
}

/** Opens a page. */
export async function framedPage({ body, csp = '' }: { body: string; csp?: string }): Promise<FramedPage> {
  const frame = document.createElement('iframe');
  frame.style.cssText = 'width: 800px; height: 700px';
  frame.src = `/page.html?${new URLSearchParams({ body, csp })}`;
  const loaded = new Promise((done) => frame.addEventListener('load', done));
  document.body.append(frame);
  await loaded;
  const { contentWindow, contentDocument: page } = frame;
  if (!contentWindow || !page) throw new Error('the page did not load');
  const view = contentWindow as Window & typeof globalThis; // a window of the same origin has all of them
  const errors: string[] = [];
  view.addEventListener('error', ({ message }) => errors.push(message));
  view.addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));
  const left: string[] = [];
  view.navigation.addEventListener('navigate', (event) => {
    left.push(event.destination.url);
    event.preventDefault();
  });
  const refused = watchPolicy(view);
  return {
    view,
    page,
    errors,
    left,
    async violations() {
      await new Promise((done) => setTimeout(done)); // reports are tasks
      return refused;
    },
    async mount(tag) {
      await view.customElements.whenDefined('lightning-pay');
      const parsed = new DOMParser().parseFromString(tag, 'text/html').body.firstElementChild;
      if (!parsed) throw new Error(`no element: ${tag}`);
      const element = page.body.appendChild(page.importNode(parsed, true)) as LightningPay; // the tag is ours
      await element.updateComplete;
      return element;
    },
    remove() {
      frame.remove();
      sessionStorage.clear(); // it went away with its dialog open
    },
  };
}

/** Body of a `csp-violation` report. */
interface PolicyReport {
  readonly effectiveDirective: string;
  readonly sample: string;
}

function watchPolicy(view: Window & typeof globalThis): readonly string[] {
  const refused: string[] = [];
  const observer = new view.ReportingObserver(
    (reports) => {
      for (const { body } of reports) {
        const { effectiveDirective, sample } = body as unknown as PolicyReport; // no other type is asked for
        refused.push(`${effectiveDirective} ${sample}`);
      }
    },
    { types: ['csp-violation'], buffered: true },
  );
  observer.observe();
  return refused;
}
