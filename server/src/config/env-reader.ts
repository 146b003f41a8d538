/** How one variable's text is written, and how it is read. */
export interface Grammar<T> {
  /** What to write, as it ends the sentence "write …". */
  readonly hint: string;
  /**
   * Reads the text, which is not empty.
   *
   * @throws BadValue that says what is wrong, never repeating the text: it may be a secret in the wrong place.
   */
  parse(text: string): T;
}

/** What is wrong with a variable's text, as the start of a sentence that ends with the grammar's hint. */
export class BadValue extends Error {
  override readonly name = 'BadValue';
}

/** One thing wrong with the environment. */
export interface ConfigFault {
  /** The variable, or several, comma-separated, where the fault is in their combination. */
  readonly name: string;
  /** One line: what is wrong and what to write. */
  readonly message: string;
}

/** The environment as a process gets it. */
export type Env = Readonly<Record<string, string | undefined>>;

type Source = { readonly name: string; readonly text: string };

/**
 * Reads variables one by one and collects every fault instead of stopping at the first. Each variable may come from the
 * file that `NAME_FILE` names, less one newline at its end.
 */
export class EnvReader {
  /** Found so far, in the order of reading. */
  readonly faults: ConfigFault[] = [];
  readonly #env: Env;
  readonly #readFile: (path: string) => string;

  constructor(env: Env, readFile: (path: string) => string) {
    this.#env = env;
    this.#readFile = readFile;
  }

  /** Whether the variable or its file is set, well or not. */
  isSet(name: string): boolean {
    return this.#env[name] !== undefined || this.#env[`${name}_FILE`] !== undefined;
  }

  /** Whether the variable comes from the file that `NAME_FILE` names. */
  isFromFile(name: string): boolean {
    return this.#env[`${name}_FILE`] !== undefined;
  }

  /** Notes a fault that no single grammar sees. */
  fault(name: string, message: string): void {
    this.faults.push({ name, message });
  }

  /**
   * Reads a variable that must be set.
   *
   * @returns Its value; after a fault a placeholder, which is never used because whoever finds faults does not go on.
   */
  required<T>(name: string, grammar: Grammar<T>): T {
    if (!this.isSet(name)) this.fault(name, `is missing: write ${grammar.hint}`);
    return this.optional(name, grammar, undefined as T);
  }

  /** Reads a variable that may be unset; after a fault its value is the fallback. */
  optional<T, F>(name: string, grammar: Grammar<T>, fallback: F): T | F {
    const source = this.#source(name);
    if (source === null) return fallback;
    if (source.text.trim() === '') {
      this.fault(source.name, `is set but empty: unset it, or write ${grammar.hint}`);
      return fallback;
    }
    try {
      return grammar.parse(source.text);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      this.fault(source.name, `${error.message}: write ${grammar.hint}`);
      return fallback;
    }
  }

  #source(name: string): Source | null {
    const fileVariable = `${name}_FILE`;
    const text = this.#env[name];
    const path = this.#env[fileVariable];
    if (text !== undefined && path !== undefined) {
      this.fault(name, `is set together with ${fileVariable}: unset one of them`);
      return null;
    }
    if (path === undefined) return text === undefined ? null : { name, text };
    if (path.trim() === '') {
      this.fault(fileVariable, 'is set but empty: unset it, or write the path of a file');
      return null;
    }
    try {
      return { name: fileVariable, text: this.#readFile(path).replace(/\r?\n$/, '') };
    } catch {
      this.fault(fileVariable, 'names a file that cannot be read: write the path of a readable file');
      return null;
    }
  }
}
