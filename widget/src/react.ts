/**
 * Types of `<lightning-pay>` in JSX, for React 19: `import 'lightning-pay/react'` once, anywhere. Nothing of it runs.
 */
import type { ClassAttributes, HTMLAttributes } from 'react';
import type { Phase } from './checkout-state.ts';
import type { LightningPayEventMap } from './events.ts';
import type { LightningPay } from './lightning-pay.ts';

/** The element's own attributes, under their names in HTML; what each means is in `custom-elements.json`. */
export interface LightningPayAttributes {
  amount?: string | undefined;
  currency?: string | undefined;
  product?: string | undefined;
  request?: string | undefined;
  'order-id'?: string | undefined;
  description?: string | undefined;
  email?: string | undefined;
  server?: string | undefined;
  label?: string | undefined;
  theme?: 'auto' | 'light' | 'dark' | undefined;
  accent?: string | undefined;
  radius?: string | undefined;
  size?: 'small' | 'medium' | 'large' | undefined;
  lang?: string | undefined;
  display?: 'modal' | 'inline' | undefined;
  suggestions?: string | undefined;
  'node-id'?: string | undefined;
  'support-url'?: string | undefined;
  'success-url'?: string | undefined;
  sandbox?: '' | Phase | undefined;
  name?: string | undefined;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
}

/** Listeners, as React 19 takes them for a custom element: `on` before the event's name, `onlp-settled`. */
export type LightningPayListeners = {
  [Name in keyof LightningPayEventMap as `on${Name}`]?:
    | ((event: LightningPayEventMap[Name]) => void)
    | undefined;
};

/** All that the tag takes in JSX. */
export interface LightningPayProps
  extends Omit<HTMLAttributes<LightningPay>, keyof LightningPayAttributes>,
    ClassAttributes<LightningPay>,
    LightningPayAttributes,
    LightningPayListeners {}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'lightning-pay': LightningPayProps;
    }
  }
}
