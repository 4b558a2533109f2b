/** Where prompts stand in the page: shadow roots of their own, in the top layer or in a slot of the host's. */
import { type ComponentChild, h, render } from 'preact';
import { baseStyles } from '../view/base.css.ts';

export interface Stage {
  /** Draws into the root; the first time also opens what belongs into the top layer. */
  draw(content: ComponentChild): HTMLElement;
  connected(): boolean;
  /** Takes it out and gives the focus back, if it was inside. */
  clear(): void;
}

const sheets = new Map<string, CSSStyleSheet>();

/** One constructed sheet for all roots that use it: a strict style-src allows it. */
function sheetOf(text: string): CSSStyleSheet {
  const sheet = sheets.get(text) ?? new CSSStyleSheet();
  if (!sheets.has(text)) sheet.replaceSync(text);
  sheets.set(text, sheet);
  return sheet;
}

/** A root with the look of all prompts and what a placement adds to it. */
export function rootOf(element: Element, styles = ''): ShadowRoot {
  const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [baseStyles, styles].map(sheetOf);
  return root;
}

/** @param touched the pointer or the focus came in: an answer is near */
export function openStage(host: Element, styles: string | undefined, touched: (event: Event) => void): Stage {
  const root = rootOf(host, styles);
  const before = document.activeElement as HTMLElement | null;
  let frame: HTMLElement | undefined;
  return {
    connected: () => host.isConnected,
    draw(content) {
      const hadFocus = root.activeElement;
      render(content, root);
      if (!frame) {
        frame = root.querySelector<HTMLElement>('.frame')!;
        for (const name of ['pointerenter', 'focusin', 'keydown']) frame.addEventListener(name, touched);
        if (frame.popover) frame.showPopover();
        (frame as HTMLDialogElement).showModal?.();
      }
      // What had the focus may be gone: it stays in the prompt, on what now speaks.
      if (hadFocus && !root.activeElement) root.querySelector<HTMLElement>('.title')!.focus();
      return frame;
    },
    clear() {
      const hadFocus = root.activeElement;
      render(host.localName === 'attachkit-slot' && h('slot', null), root);
      if (hadFocus) before?.focus({ preventScroll: true });
    },
  };
}

/**
 * An element outside the body, so that no `:last-child`, gap or grid of the page is moved by it.
 * Prompts stand in one, announcements in another: a live region must be there before it speaks.
 */
export function openHost(container: Element): Element {
  const host = document.createElement('attachkit-prompt');
  container.append(host);
  return host;
}

export const say = (text: string, host: Element): void =>
  render(h('div', { class: 'say', role: 'status' }, text), rootOf(host));
