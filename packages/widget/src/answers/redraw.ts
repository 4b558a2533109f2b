/** Preact takes over what was painted without it. */
import { type ComponentChild, h, hydrate, render } from 'preact';
import type { Show } from '../show.ts';
import type { View } from '../view/view.ts';

const hydrated = new WeakSet<Show>();

/** Draws an open prompt anew. What had the focus may be gone: it stays in the prompt, on what now speaks. */
export function redraw(show: Show, change: Partial<View>): void {
  const { view, stage } = show;
  if (!show.isOpen()) return;
  if (!hydrated.has(show)) hydrate(grown(show.paint(view)), stage.root);
  hydrated.add(show);
  Object.assign(view, change);
  const hadFocus = stage.root.activeElement;
  render(grown(show.paint(view)), stage.root);
  if (hadFocus && !stage.root.activeElement) stage.root.querySelector<HTMLElement>('.title')?.focus();
}

/** The same tree as Preact's own nodes. */
export function grown(child: ComponentChild): ComponentChild {
  if (Array.isArray(child)) return child.map(grown);
  if (!child || typeof child !== 'object' || !('props' in child)) return child;
  const { type, props } = child as { type: string; props: Record<string, unknown> & { children?: ComponentChild } };
  return h(type, { ...props, children: grown(props.children) });
}
