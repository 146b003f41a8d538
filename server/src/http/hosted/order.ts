import { z } from 'zod';
import { PaymentError } from '../../payments/errors.ts';
import { type CreatePaymentBody, createPaymentBody, idempotencyKey } from '../contract.ts';
import { fieldErrors } from '../json-body.ts';

/** Parts of an order, by the names that the address and the form of the hosted page give them. */
const PARTS = ['amount', 'currency', 'product', 'request', 'orderId', 'description', 'email'] as const;

/** One part of an order. */
export type OrderPart = (typeof PARTS)[number];

/** What the address of the hosted page asks for, each part as it was written. */
export type Order = Readonly<Partial<Record<OrderPart, string>>>;

const { currency, orderId, description, email } = createPaymentBody.shape;
/** An order whose amount the customer types. */
const unpriced = z.strictObject({ currency, orderId, description, email });

/** What the form of the hosted page sends. */
export interface OrderForm {
  readonly order: Order;
  /** Made with the form: however often the form is sent, it is one payment. */
  readonly key: string;
  /** What the customer filled in; empty: the order came with its price. */
  readonly typed: readonly OrderPart[];
}

/**
 * Reads an order from an address. What is not known is let be, since links are decorated on their way; an empty part is
 * as good as none.
 *
 * @param parameters `order-id` stands for `orderId` too, as in the element's attribute.
 * @throws PaymentError `invalid_request` for a part that is there twice.
 */
export function readOrder(parameters: URLSearchParams): Order {
  const order: Partial<Record<OrderPart, string>> = {};
  for (const part of PARTS) {
    const values = [...parameters.getAll(part), ...(part === 'orderId' ? parameters.getAll('order-id') : [])];
    const [value, ...others] = values.filter((text) => text !== '');
    if (others.length > 0) {
      throw new PaymentError('invalid_request', { errors: [{ path: part, message: 'is there twice' }] });
    }
    if (value !== undefined) order[part] = value;
  }
  return order;
}

/**
 * Reads the form.
 *
 * @throws PaymentError `idempotency_key_invalid`, or as `readOrder`.
 */
export function readOrderForm(parameters: URLSearchParams): OrderForm {
  const key = idempotencyKey.safeParse(parameters.get('key'));
  if (!key.success) throw new PaymentError('idempotency_key_invalid');
  const typed = parameters.getAll('typed');
  return {
    order: readOrder(parameters),
    key: key.data,
    typed: PARTS.filter((part) => typed.includes(part)),
  };
}

/** Whether something in the order sets the price; else the customer does. */
export function isPriced({ amount, product, request }: Order): boolean {
  return amount !== undefined || product !== undefined || request !== undefined;
}

/**
 * Checks an order with a price, by the same rules as a creation over the API.
 *
 * @throws PaymentError `invalid_request`.
 */
export function toBody(order: Order): CreatePaymentBody {
  return parse(createPaymentBody, order);
}

/**
 * Checks an order whose amount the customer types.
 *
 * @throws PaymentError `invalid_request`.
 */
export function checkUnpriced(order: Order): void {
  parse(unpriced, order);
}

/** The order less what the customer filled in. */
export function withoutTyped(order: Order, typed: readonly OrderPart[]): Order {
  return Object.fromEntries(Object.entries(order).filter(([part]) => !typed.some((one) => one === part)));
}

/** The order with its amount as a decimal string, where people typed one: ` 25,50 ` is `25.50`. */
export function withTyped(order: Order, typed: readonly OrderPart[]): Order {
  if (!typed.includes('amount')) return order;
  return { ...order, amount: (order.amount ?? '').trim().replace(',', '.') };
}

function parse<T>(schema: z.ZodType<T>, order: Order): T {
  const parsed = schema.safeParse(order);
  if (!parsed.success) throw new PaymentError('invalid_request', { errors: fieldErrors(parsed.error) });
  return parsed.data;
}
