/** Where prompts stand in the page: shadow roots of their own, in the top layer or in a slot of the host's. */
import type { ComponentChild } from 'preact';
import { baseStyles } from '../view/base.css.ts';
import { paint } from '../view/paint.ts';

export interface Stage {
  root: ShadowRoot;
  frame: HTMLElement;
  /** Takes it out and gives the focus back, if it was inside. */
  clear(): void;
}

const sheets: Record<string, CSSStyleSheet> = {};

/** One constructed sheet for all roots that use it: a strict style-src allows it. */
export function sheetOf(text: string): CSSStyleSheet {
  if (!sheets[text]) {
    sheets[text] = new CSSStyleSheet();
    sheets[text].replaceSync(text);
  }
  return sheets[text];
}

/** A root with the look of all prompts and what a placement adds to it. */
export function rootOf(element: Element, ...styles: string[]): ShadowRoot {
  const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [baseStyles, ...styles].map(sheetOf);
  return root;
}

/**
 * Paints a prompt beside what stands in its root for good (the announcements, or in a slot of the host's its own
 * content, which gives way), and opens what belongs into the top layer.
 * @param onAnswer a button was pressed, by its `data-answer`; Escape is `dismiss`
 * @param onTouch the pointer or the focus came in: an answer is near
 */
export function openStage(
  host: Element,
  content: ComponentChild,
  styles: string,
  onAnswer: (answer: string) => unknown,
  onTouch: () => unknown,
): Stage {
  const root = rootOf(host, styles);
  let before = document.activeElement as HTMLElement | null;
  if (!root.firstChild) root.append(document.createElement('slot'));
  root.children[1]?.remove();
  paint(content, root);
  const frame = root.lastChild as HTMLElement;
  if (frame.popover) frame.showPopover();
  (frame as HTMLDialogElement).showModal?.();
  frame.onpointerenter = onTouch;
  frame.addEventListener('focusin', ({ relatedTarget }) => {
    onTouch();
    // Where the user came from is where they go back to.
    if (relatedTarget && !root.contains(relatedTarget as Node)) before = relatedTarget as HTMLElement;
  });
  frame.onkeydown = ({ key }) => {
    if (key === 'Escape') onAnswer('dismiss');
  };
  frame.onclick = ({ target }) => {
    const { answer } = (target as Element).closest('button')?.dataset ?? {};
    if (answer) onAnswer(answer);
  };
  return {
    root,
    frame,
    clear() {
      const hadFocus = root.activeElement;
      frame.remove();
      if (hadFocus) before?.focus({ preventScroll: true });
    },
  };
}

/**
 * An element outside the body, so that no `:last-child`, gap or grid of the page is moved by it. In it stand overlays,
 * and before any of them a polite live region: it must be there before it speaks.
 */
export function openHost(container: Element): Element {
  const host = document.createElement('attachkit-prompt');
  const region = document.createElement('div');
  region.className = 'say';
  region.role = 'status';
  rootOf(host).append(region);
  container.append(host);
  return host;
}

/** Tells it to who hears the page. */
export function announce({ shadowRoot }: Element, text: string): void {
  shadowRoot!.firstChild!.textContent = text;
}
