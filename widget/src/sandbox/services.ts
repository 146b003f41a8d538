import { attempt } from '../attempt.ts';
import { pageClock } from '../clock.ts';
import type { Services } from '../services.ts';
import { sandboxControls } from './controls.ts';
import { SANDBOX_CONTROLS } from './controls-style.ts';
import { createSandbox } from './create-sandbox.ts';
import { pageRandomBytes } from './random-bytes.ts';
import { SandboxLedger } from './sandbox-ledger.ts';
import { parsePin } from './sandbox-pin.ts';

/** One for the page: a tag that is moved, or pinned to another phase, finds its payment again. */
const ledger = new SandboxLedger({ clock: pageClock, randomBytes: pageRandomBytes, lifeSeconds: 3600 });

// The payments of an earlier load of the page are gone with it, so what is remembered of them leads nowhere.
attempt(() => {
  for (const key of Object.keys(sessionStorage))
    if (key.startsWith('lightning-pay:["https://sandbox.invalid/')) sessionStorage.removeItem(key);
});

/**
 * The services of a tag with the attribute `sandbox`. The source of the chunk "sandbox".
 *
 * @param attribute Its value: empty, or a phase to be held in, which leaves nothing to play.
 */
export function sandboxServices(attribute: string): Services {
  const pin = parsePin(attribute);
  const { api, follow, wallet } = createSandbox({ pin, ledger });
  if (pin) return { api, follow };
  return {
    api,
    follow,
    styles: SANDBOX_CONTROLS,
    controls: ({ id, status }) => sandboxControls(wallet, id, status === 'settled' || status === 'invalid'),
  };
}
