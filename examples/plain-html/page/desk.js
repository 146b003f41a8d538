import { liftOver, putBack } from './lift.js';

/**
 * Keeps wallet and switches in reach while a checkout is open: with room beside the dialog the whole column, else the
 * desk alone, as a bar that unfolds.
 *
 * @param {{ backstage: HTMLElement, desk: HTMLElement, place: HTMLElement, checkout: HTMLElement }} parts `place` holds
 * the desk's room in the page while it is away.
 */
export function createDesk({ backstage, desk, place, checkout }) {
  const isWide = window.matchMedia('(min-width: 1180px)');
  const more = desk.querySelector('.desk-more');
  let isOpen = false;

  /** @param {boolean} isUnfolded */
  const unfold = (isUnfolded) => {
    desk.toggleAttribute('data-unfolded', isUnfolded);
    more?.setAttribute('aria-expanded', String(isUnfolded));
  };
  more?.addEventListener('click', () => unfold(!desk.hasAttribute('data-unfolded')));

  const arrange = () => {
    putBack(backstage);
    putBack(desk);
    place.style.removeProperty('min-height');
    unfold(false);
    if (!isOpen) return;
    place.style.setProperty('min-height', `${place.offsetHeight}px`);
    liftOver(isWide.matches ? backstage : desk, checkout);
  };
  isWide.addEventListener('change', arrange);

  return {
    /** Whether a checkout is open. */
    get isOpen() {
      return isOpen;
    },
    /** @param {boolean} open */
    setOpen(open) {
      if (open === isOpen) return;
      isOpen = open;
      arrange();
    },
  };
}
