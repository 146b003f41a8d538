/**
 * Script of the hosted pages. Everything works without it; with it the page reads itself again without a flicker, counts
 * down and copies. It runs in the head, before anything is drawn.
 */

document.documentElement.classList.add('js');

(() => {
  /** How long "Copied" is shown. */
  const COPIED_MS = 2000;
  /** At most this long after failure upon failure. */
  const MOST_WAIT_MS = 15_000;
  /** A page that nobody looks at asks less often. */
  const HIDDEN_WAIT_MS = 15_000;

  const LONGEST_READ_MS = 10_000;

  /** The reading under way, or the last one. */
  let reading = null;
  let failures = 0;
  let timer = 0;
  /** When the invoice ends, by `performance.now()`: the clock of the device may be wrong. */
  let endsAt = null;

  const page = () => document.getElementById('page');
  const part = (id) => document.getElementById(id);

  /** Reads this page again as a document, which runs no script; null where that failed, undefined where it was given up. */
  function read() {
    reading?.abort();
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      reading = request;
      request.open('GET', location.pathname);
      request.responseType = 'document';
      request.timeout = LONGEST_READ_MS;
      request.onload = () =>
        resolve(request.status === 200 || request.status === 404 ? request.response : null);
      request.onerror = () => resolve(null);
      request.onabort = () => resolve(undefined);
      request.ontimeout = request.onerror;
      request.send();
    });
  }

  async function reread() {
    clearTimeout(timer);
    const fresh = await read();
    // Another reading began meanwhile: its answer is newer.
    if (fresh === undefined) return;
    const next = fresh?.getElementById('page') ?? null;
    failures = next === null ? failures + 1 : 0;
    if (next === null) showLost();
    else if (next.dataset.state !== page().dataset.state) swap(fresh, next);
    else showAsIs(fresh);
    plan();
  }

  /** Puts in what changed. The focus stays where it was, or on the page where that is gone. */
  function swap(fresh, next) {
    const focused = document.activeElement;
    const isInside = page().contains(focused);
    const isOpen = part('text')?.open ?? false;
    page().replaceWith(document.adoptNode(next));
    document.title = fresh.title;
    if (part('text')) part('text').open = isOpen;
    if (isInside) (part(focused.id) ?? page()).focus();
    part('live').textContent = (part('words') ?? page().querySelector('h1')).textContent;
    begin();
  }

  function showAsIs(fresh) {
    const words = fresh.getElementById('words');
    if (words && part('words').textContent !== words.textContent)
      part('words').textContent = words.textContent;
    page().querySelector('.dot')?.classList.replace('lost', 'waits');
    count(fresh.getElementById('time'));
  }

  function showLost() {
    const words = part('words');
    if (!words || failures < 2) return;
    words.textContent = 'Connection lost, reconnecting';
    page().querySelector('.dot')?.classList.replace('waits', 'lost');
  }

  /** Plans the next reading. */
  function plan() {
    clearTimeout(timer);
    const seconds = Number(page().dataset.reread);
    if (!seconds) return;
    const wait = Math.min(MOST_WAIT_MS, seconds * 1000 * 2 ** Math.min(failures, 4));
    timer = setTimeout(reread, document.hidden ? Math.max(wait, HIDDEN_WAIT_MS) : wait);
  }

  function count(time) {
    endsAt = time ? performance.now() + Number(time.dataset.seconds) * 1000 : null;
  }

  function tick() {
    const time = part('time');
    if (!time || endsAt === null) return;
    const seconds = Math.max(0, Math.floor((endsAt - performance.now()) / 1000));
    time.textContent = clock(seconds);
    const left = part('left');
    left?.setAttribute(
      'width',
      String(Math.round((seconds * 1000) / Math.max(1, Number(left.dataset.life)))),
    );
    const panel = time.closest('.panel');
    if (seconds <= 300 && !panel.classList.contains('soon')) {
      panel.classList.add('soon');
      part('live').textContent = '5 minutes left.';
    }
    if (seconds === 0) {
      endsAt = null;
      // The code must not be paid from now on; what comes in its place the server says.
      page().querySelector('.code')?.remove();
      reread();
    }
  }

  function clock(seconds) {
    const two = (n) => String(n).padStart(2, '0');
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor(seconds / 60) % 60;
    return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
  }

  async function copy(button) {
    const text = part('text');
    try {
      await navigator.clipboard.writeText(button.dataset.text);
    } catch {
      // Refused, as in a page inside an app: the text is shown and marked, so that it can be copied by hand.
      if (text) text.open = true;
      getSelection().selectAllChildren(part('bolt11'));
      return;
    }
    const label = button.querySelector('span');
    label.textContent = 'Copied';
    part('live').textContent = 'Copied';
    setTimeout(() => {
      label.textContent = 'Copy';
    }, COPIED_MS);
  }

  /** A form is sent once, and shows at once that it was. */
  function send(event) {
    const button = event.target.querySelector('[data-busy]');
    if (button.getAttribute('aria-disabled') === 'true') {
      event.preventDefault();
      return;
    }
    button.setAttribute('aria-disabled', 'true');
    button.setAttribute('aria-busy', 'true');
    const label = button.querySelector('span');
    button.dataset.label = label.textContent;
    label.textContent = button.dataset.busy;
    part('live').textContent = button.dataset.busy;
  }

  /** A page that came back from the browser's memory has not been sent. */
  function unsend() {
    for (const button of document.querySelectorAll('[data-label]')) {
      button.removeAttribute('aria-disabled');
      button.removeAttribute('aria-busy');
      button.querySelector('span').textContent = button.dataset.label;
    }
  }

  /** Whoever comes back from the wallet wants to know now. */
  function lookNow() {
    if (!document.hidden && Number(page()?.dataset.reread)) reread();
  }

  function begin() {
    count(part('time'));
    tick();
    plan();
  }

  addEventListener('DOMContentLoaded', () => {
    begin();
    setInterval(tick, 1000);
    document.addEventListener('click', (event) => {
      const button = event.target.closest('button');
      if (button?.id === 'copy') copy(button);
      if (button?.id === 'print') print();
    });
    document.addEventListener('submit', send);
    document.addEventListener('visibilitychange', lookNow);
    addEventListener('online', lookNow);
    addEventListener('pageshow', (event) => {
      unsend();
      if (event.persisted) lookNow();
    });
  });
})();
