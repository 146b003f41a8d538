import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Asks the person at the terminal. Null: the input ended. */
export type Ask = (question: string, answer: 'shown' | 'hidden') => Promise<string | null>;

/** A terminal's two ends. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Not stdout: that is for what the command prints. */
  readonly output: NodeJS.WritableStream;
  /** Called on Ctrl-C, after the terminal shows again what is typed. */
  readonly interrupt: () => void;
}

/**
 * Makes the questions of a terminal.
 *
 * @returns Null where nobody sits there: then nothing is ever waited for.
 */
export function terminalAsk({ input, output, interrupt }: Terminal): Ask | null {
  if (input.isTTY !== true) return null;
  return (question, answer) =>
    new Promise((resolve) => {
      output.write(question);
      const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
      const lines = createInterface({
        input,
        output: answer === 'hidden' ? nowhere : output,
        terminal: true,
        historySize: 0,
      });
      lines.once('SIGINT', () => {
        lines.close();
        interrupt();
      });
      lines.once('close', () => resolve(null));
      lines.once('line', (line) => {
        resolve(line);
        lines.close();
        if (answer === 'hidden') output.write('\n');
      });
    });
}
