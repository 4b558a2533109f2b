import type { ComponentChild, VNode } from 'preact';
import type { Show } from '../page/page.ts';
import { paint } from '../view/paint.ts';
import type { View } from '../view/view.ts';

/**
 * Paints an open prompt's card anew, in the frame that stands: all of it follows from the view. What had the
 * focus has it again, or, where that is gone, what now speaks.
 */
export function redraw({ view, stage, paint: draw, isOpen }: Show, change: Partial<View>): void {
  if (!isOpen()) return;
  Object.assign(view, change);
  const { root, frame } = stage;
  const focused = root.activeElement as HTMLElement | null;
  const { scrollTop } = frame;
  frame.replaceChildren();
  paint((draw(view) as VNode<{ children: ComponentChild }>).props.children, frame);
  frame.scrollTop = scrollTop;
  if (!focused) return;
  const again = [...frame.querySelectorAll('button')].find(
    ({ className, dataset }) => className === focused.className && dataset.answer === focused.dataset.answer,
  );
  const title = frame.querySelector<HTMLElement>('.title')!;
  title.tabIndex = -1;
  ((focused.dataset.answer && again) || title).focus();
}
