/** What the user is doing, as far as a prompt must know it to stay out of the way. */
import type { PageState } from '../decide/situation.ts';

/** An editor counts as typed in for so long after its last key. */
const TYPING_MS = 5000;
const EVENTS = ['keydown', 'input', 'pointerdown'];

export interface Attention {
  now(): Omit<PageState, 'occupied'>;
  stop(): void;
}

export function watchAttention(): Attention {
  let lastInput = performance.now();
  let lastKey = -TYPING_MS;
  const onInput = ({ type, timeStamp }: Event) => {
    lastInput = timeStamp;
    if (type !== 'pointerdown') lastKey = timeStamp;
  };
  for (const name of EVENTS) addEventListener(name, onInput, true);
  return {
    now: () => ({
      pathname: location.pathname,
      hash: location.hash,
      quietMs: performance.now() - lastInput,
      doing: {
        typing: performance.now() - lastKey < TYPING_MS && !!deepest()?.matches('input,textarea,select,:read-write'),
        'dialog-open': visible('dialog[open],[aria-modal=true]').length > 0,
        'hidden-tab': !document.hasFocus(),
      },
    }),
    stop() {
      for (const name of EVENTS) removeEventListener(name, onInput, true);
    },
  };
}

/** The focused element, inside open shadow roots too. */
function deepest(): Element | null | undefined {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

/** The elements of the page that a selector finds and a user could see. */
export const visible = (selector: string): Element[] =>
  [...document.querySelectorAll(selector)].filter(
    (element) => element.getClientRects()[0] && element.checkVisibility({ visibilityProperty: true }),
  );
