import type { VirtualTime } from './virtual-time.ts';

/**
 * What becomes of a call that waits: carried out and answered; carried out with the answer still under way; failed
 * without being carried out; carried out with its answer lost; failed now and carried out afterwards.
 */
export const FATES = ['answer', 'carry out', 'refuse', 'lose', 'strand'] as const;
export type Fate = (typeof FATES)[number];

/** How calls of one port fail. */
export interface PortRules {
  /** Deadline of a call, ms; Infinity for none. */
  limitMs(method: string): number;
  /** How long after it failed a call may still be carried out, ms; 0 for one that changes nothing. */
  strayMs(method: string): number;
  /** What the caller gets: an answer, or a throw. `refused`: the call was surely not carried out. */
  fail(method: string, why: 'refused' | 'silent'): unknown;
  /** Whether the other side refuses every call at the moment. */
  isDown(): boolean;
}

/** One call of a process that waits for its fate. */
interface Call {
  readonly method: string;
  readonly rules: PortRules;
  readonly run: () => Promise<unknown>;
  /** Gives the caller its answer; nobody hears it once the process is dead. */
  readonly tell: (answer: () => unknown) => void;
  stage: 'asked' | 'carried out' | 'stray';
  outcome: () => unknown;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Between the processes and the world: no call goes on before somebody decides its fate. */
export interface Gate {
  /** The same port, as one process sees it. */
  guard<P extends object>(port: P, rules: PortRules, isAlive: () => boolean): P;
  /** Decides about one of the waiting calls, the `pick`-th modulo their number; nothing waits: nothing happens. */
  decide(pick: number, fate: Fate): Promise<void>;
  /** Answers one of the calls whose callers wait; what its caller has given up is left to its own time. */
  proceed(pick: number): Promise<void>;
  /** Calls whose callers wait. */
  readonly waiting: number;
}

const isAwaited = ({ stage }: Call) => stage !== 'stray';

/** Builds the gate. */
export function createGate(time: VirtualTime): Gate {
  let calls: Call[] = [];

  function end(call: Call): void {
    clearTimeout(call.timer);
    calls = calls.filter((one) => one !== call);
  }

  function fail(call: Call, why: 'refused' | 'silent'): void {
    call.tell(() => call.rules.fail(call.method, why));
  }

  async function carryOut(call: Call): Promise<void> {
    call.outcome = await call.run().then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
  }

  /** The caller has given up; what it asked for may still happen, for a while. */
  function strand(call: Call): void {
    fail(call, 'silent');
    clearTimeout(call.timer);
    const strayMs = call.rules.strayMs(call.method);
    if (strayMs === 0) {
      end(call);
      return;
    }
    call.stage = 'stray';
    call.timer = setTimeout(() => end(call), strayMs);
  }

  function deadline(call: Call): void {
    if (call.stage === 'asked') {
      strand(call);
      return;
    }
    end(call);
    fail(call, 'silent');
  }

  async function decide(call: Call, fate: Fate): Promise<void> {
    const happens = fate === 'answer' || fate === 'carry out' || fate === 'lose';
    if (call.stage === 'stray') {
      end(call);
      if (happens) await carryOut(call);
    } else if (call.stage === 'carried out') {
      end(call);
      if (fate === 'answer' || fate === 'carry out') call.tell(call.outcome);
      else fail(call, 'silent');
    } else if (fate === 'refuse' || call.rules.isDown()) {
      end(call);
      fail(call, 'refused');
    } else if (fate === 'strand') {
      strand(call);
    } else if (fate === 'carry out') {
      await carryOut(call);
      call.stage = 'carried out';
    } else {
      end(call);
      await carryOut(call);
      if (fate === 'answer') call.tell(call.outcome);
      else fail(call, 'silent');
    }
  }

  function wait(
    method: string,
    rules: PortRules,
    run: Call['run'],
    isAlive: () => boolean,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const call: Call = {
        method,
        rules,
        run,
        stage: 'asked',
        outcome: () => undefined,
        timer: undefined,
        tell(answer) {
          if (!isAlive()) return;
          time.touch();
          try {
            resolve(answer());
          } catch (error) {
            reject(error);
          }
        },
      };
      if (Number.isFinite(rules.limitMs(method))) {
        call.timer = setTimeout(() => deadline(call), rules.limitMs(method));
      }
      calls.push(call);
      time.touch();
    });
  }

  return {
    get waiting() {
      return calls.filter(isAwaited).length;
    },
    guard: (port, rules, isAlive) =>
      new Proxy(port, {
        get(target, name) {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== 'function' || typeof name !== 'string') return member;
          return (...args: unknown[]) => wait(name, rules, () => member.apply(target, args), isAlive);
        },
      }),
    async decide(pick, fate) {
      const call = calls[pick % calls.length];
      if (call !== undefined) await decide(call, fate);
      await time.settle();
    },
    async proceed(pick) {
      const awaited = calls.filter(isAwaited);
      const call = awaited[pick % awaited.length];
      if (call !== undefined) await decide(call, 'answer');
      await time.settle();
    },
  };
}
