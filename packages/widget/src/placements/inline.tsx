import type { VNode } from 'preact';
import { Card } from '../view/parts.tsx';
import type { View } from '../view/view.ts';

/** A card inside the page, in a slot that the host has set aside. */
export const draw = (view: View): VNode => (
  <section class="frame inline" aria-labelledby="title">
    {Card(view)}
  </section>
);

export { twoColumns as styles } from './banner.tsx';
