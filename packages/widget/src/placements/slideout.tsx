import type { VNode } from 'preact';
import { Card } from '../view/parts.tsx';
import type { View } from '../view/view.ts';

/** A card in the lower corner, over everything and in nobody's way: it neither takes the focus nor blocks the page. */
export const draw = (view: View): VNode => (
  <div class="frame overlay" popover="manual" role="dialog" aria-labelledby="title">
    {Card(view)}
  </div>
);
