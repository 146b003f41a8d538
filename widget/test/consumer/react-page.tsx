import 'lightning-pay/define';
import type { LightningPay } from 'lightning-pay';
import type {} from 'lightning-pay/react';
import { createRef } from 'react';

const element = createRef<LightningPay>();

export const right = (
  <lightning-pay
    ref={element}
    className="pay"
    server="https://pay.example.com"
    amount="50"
    order-id="A-1"
    theme="dark"
    sandbox="expired"
    required
    onlp-settled={({ payment }) => payment.reference.toLowerCase()}
    onlp-error={({ code, retryable }) => [code.length, retryable]}
    onlp-close={({ reason }) => reason === 'escape'}
  >
    <a href="https://pay.example.com/pay?amount=50">Pay $50.00</a>
  </lightning-pay>
);

// @ts-expect-error no such attribute
export const misspelt = <lightning-pay amout="50" />;

// @ts-expect-error an amount is a decimal string
export const inexact = <lightning-pay amount={0.1 + 0.2} />;

// @ts-expect-error no such theme
export const untold = <lightning-pay theme="sepia" />;

// @ts-expect-error an order is a string
export const numbered = <lightning-pay order-id={1} />;

// @ts-expect-error before there is a payment it is null
export const careless = <lightning-pay onlp-open={({ payment }) => payment.reference} />;

// @ts-expect-error no such phase
export const pinned = <lightning-pay sandbox="paid" />;
