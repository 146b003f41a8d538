import { listOf, object, text, truth } from './read.ts';

/** What the server says about itself to everybody. */
export interface ServerFacts {
  /** No real money. */
  readonly test: boolean;
  /** Accepted ones, the first is the usual one. */
  readonly currencies: readonly { readonly code: string }[];
}

/** Reads the answer of `GET /v1/config`. */
export const readServerFacts = object<ServerFacts>({
  test: truth,
  currencies: listOf(object({ code: text })),
});
