/** Whether a text may be a payment's id. What is none is not asked for: PostgreSQL, for one, takes no NUL. */
export function maybePaymentId(text: string): boolean {
  return /^[\w-]{1,100}$/.test(text);
}
