import { BUTTON } from './styles/button.ts';
import { TOKENS } from './styles/tokens.ts';

/** What the button needs; the dialog's style sheet comes with the checkout chunk (`styles/checkout.ts`). */
export const buttonStyles: string = TOKENS + BUTTON;
