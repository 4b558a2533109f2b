import type { VNode } from 'preact';
import { css } from '../view/css.ts';
import { Card } from '../view/parts.tsx';
import type { View } from '../view/view.ts';

const GAP = 12;
const EDGE = 8;
const CORNER = 28;

/** A card that points at what it speaks of, follows it, and goes when it goes. */
export const draw = (view: View): VNode => (
  <div class="frame overlay tip" popover="manual" role="dialog" aria-labelledby="title" ref={followerOf(view)}>
    {Card(view)}
  </div>
);

const followers = new WeakMap<View, (element: HTMLElement | null) => void>();

/** One follower a view, so that drawing anew does not start another. */
function followerOf(view: View) {
  const known = followers.get(view) ?? follow(view);
  followers.set(view, known);
  return known;
}

/** Looks before each paint: what has lost its anchor is hidden before it could be seen in a wrong place. */
function follow(view: View) {
  let frame = 0;
  return (element: HTMLElement | null) => {
    cancelAnimationFrame(frame);
    if (!element) return;
    const step = () => {
      const anchor = view.anchor?.getClientRects()[0];
      if (!anchor) {
        element.style.visibility = 'hidden';
        view.leave();
        return;
      }
      place(element, anchor);
      frame = requestAnimationFrame(step);
    };
    queueMicrotask(step);
  };
}

/** Below its anchor, or above where there is more room; always inside the window. */
function place(element: HTMLElement, anchor: DOMRect): void {
  const { offsetWidth: width, offsetHeight: height } = element;
  const { clientWidth, clientHeight } = document.documentElement;
  const isBelow = anchor.bottom + GAP + height <= clientHeight || anchor.top < clientHeight - anchor.bottom;
  const top = isBelow ? anchor.bottom + GAP : anchor.top - GAP - height;
  const left = anchor.left + anchor.width / 2 - width / 2;
  const isOut = anchor.bottom < 0 || anchor.top > clientHeight;
  const clamp = (at: number, size: number, room: number) => Math.max(EDGE, Math.min(at, room - size - EDGE));
  const x = clamp(left, width, clientWidth);
  Object.assign(element.style, {
    left: `${x}px`,
    top: `${clamp(top, height, clientHeight)}px`,
    visibility: isOut ? 'hidden' : 'visible',
  });
  // The arrow points at the anchor's middle, as far as the card's round corners leave it an edge.
  const arrow = Math.max(CORNER, Math.min(anchor.left + anchor.width / 2 - x, width - CORNER));
  element.style.setProperty('--arrow', `${arrow}px`);
  element.classList.toggle('above', !isBelow);
}

export const styles: string = css`
  .tip {
    inset: auto;
    inline-size: min(340px, 100vw - 16px);
    max-block-size: none;
    overflow: visible;
    border-color: var(--accent);
  }
  .tip .card {
    max-block-size: calc(100dvh - 18px);
    overflow: auto;
  }
  .tip::before {
    content: "";
    position: absolute;
    left: var(--arrow, 50%);
    top: -7.5px;
    inline-size: 12px;
    block-size: 12px;
    margin-inline: -6px;
    transform: rotate(45deg);
    border: 1px solid var(--accent);
    border-width: 1px 0 0 1px;
    background: var(--surface);
  }
  .tip.above::before {
    top: auto;
    bottom: -7.5px;
    border-width: 0 1px 1px 0;
  }
`;
