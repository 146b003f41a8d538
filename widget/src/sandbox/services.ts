import { pageClock } from '../clock.ts';
import type { Services } from '../services.ts';
import { sandboxControls } from './controls.ts';
import { createSandbox } from './create-sandbox.ts';
import { pageRandomBytes } from './random-bytes.ts';
import { SandboxLedger } from './sandbox-ledger.ts';
import { parsePin } from './sandbox-pin.ts';

export { SANDBOX_CONTROLS as sandboxStyles } from './controls-style.ts';

/** One for the page: a tag that is moved, or pinned to another phase, finds its payment again. */
const ledger = new SandboxLedger({ clock: pageClock, randomBytes: pageRandomBytes, lifeSeconds: 3600 });

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
    controls: ({ id, status }) => sandboxControls(wallet, id, status === 'settled' || status === 'invalid'),
  };
}
