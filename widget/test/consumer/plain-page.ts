import 'lightning-pay/define';
import { CheckoutError, type LightningPay, LpSettledEvent, type PublicPayment } from 'lightning-pay';

const element: LightningPay | null = document.querySelector('lightning-pay');
element?.addEventListener('lp-settled', ({ payment }) => payment.reference.toLowerCase());
void element?.open();

export const isPaid = (event: Event): event is LpSettledEvent => event instanceof LpSettledEvent;
export const isFailed = (cause: unknown): boolean => cause instanceof CheckoutError && cause.retryable;

// @ts-expect-error an event never carries the secret
export const secretOf = (payment: PublicPayment) => payment.clientSecret;

// @ts-expect-error no page shows a phase of its own
export const pretend = () => element?.showPhase('settled');
