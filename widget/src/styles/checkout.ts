import { ACTIONS } from './actions.ts';
import { DIALOG_TOKENS } from './dialog-tokens.ts';
import { FRAME } from './frame.ts';
import { PANELS } from './panels.ts';

/** Style sheet of the dialog and all that is in it; stands beside the button's, whose tokens it uses. */
export const checkoutStyles: string = DIALOG_TOKENS + FRAME + PANELS + ACTIONS;
