/** @import { FaultState } from './state.js' */
import { post } from './post.js';

/**
 * The switches that break the demo: webhooks dropped, BTCPay down, server killed.
 *
 * @param {HTMLElement} element
 * @param {() => void} onPressed Called once the backend has done what was asked for.
 */
export function createFaults(element, onPressed) {
  const drop = switchOf(element, 'drop');
  const down = switchOf(element, 'down');
  const kill = switchOf(element, 'kill');
  const hint = element.querySelector('.faults-hint');
  const usual = hint?.textContent ?? '';
  /** @type {FaultState} */
  let known = { isDropping: false, downSeconds: 0, server: 'running' };

  /**
   * @param {Switch} which
   * @param {string} path
   * @param {() => Record<string, unknown>} body
   */
  const wire = ({ button }, path, body) => {
    button.addEventListener('click', async () => {
      // Not `disabled`: a button that has the focus would lose it.
      if (button.ariaDisabled === 'true') return;
      await post(path, body());
      onPressed();
    });
  };
  wire(drop, '/demo/drop', () => ({ drop: !known.isDropping }));
  wire(down, '/demo/down', () => ({
    seconds: known.downSeconds > 0 ? 0 : Number(down.button.dataset.seconds),
  }));
  wire(kill, '/demo/kill', () => ({}));

  return {
    /**
     * Shows what is broken now.
     *
     * @param {FaultState} faults
     */
    show(faults) {
      known = faults;
      const { isDropping, downSeconds, server } = faults;
      const isStarting = server === 'starting';
      write(drop, isDropping, isDropping ? 'Dropped' : 'Drop');
      write(
        down,
        downSeconds > 0,
        downSeconds > 0 ? `Down ${clock(downSeconds)}` : `Stop for ${down.button.dataset.seconds} s`,
      );
      write(kill, isStarting, isStarting ? 'Restarting' : 'Kill now');
      kill.button.ariaDisabled = String(isStarting);
      const text = hintOf(faults) ?? usual;
      if (hint && hint.textContent !== text) hint.textContent = text;
    },
  };
}

/** @typedef {{ button: HTMLButtonElement, state: Element }} Switch `state`: what a press does, or what it did. */

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @returns {Switch}
 */
function switchOf(element, name) {
  const button = element.querySelector(`[data-demo="${name}"]`);
  const state = button?.querySelector('span');
  if (!(button instanceof HTMLButtonElement) || !state) throw new Error(`No switch: ${name}`);
  return { button, state };
}

/**
 * @param {Switch} which
 * @param {boolean} isOn
 * @param {string} state
 */
function write(which, isOn, state) {
  which.button.ariaPressed = String(isOn);
  if (which.state.textContent !== state) which.state.textContent = state;
}

/** @param {FaultState} faults */
function hintOf({ isDropping, downSeconds, server }) {
  if (server === 'starting') return 'Server killed. A supervisor starts it again.';
  if (downSeconds > 0) return 'Paid meanwhile? It counts once BTCPay is back.';
  if (isDropping) return 'Webhooks are lost. The sweep finds it within 35 s.';
  return null;
}

/** @param {number} seconds */
function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
