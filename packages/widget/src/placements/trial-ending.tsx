import type { VNode } from 'preact';
import { css } from '../view/css.ts';
import { Card } from '../view/parts.tsx';
import type { View } from '../view/view.ts';
import { styles as wide } from './banner.tsx';

/** A trial is about to end: when, what happens then, and how to keep it. No countdown, only the date. */
export const draw = (view: View): VNode => (
  <section class="frame overlay wide ending" popover="manual" aria-labelledby="title">
    {Card(view)}
  </section>
);

export const styles: string =
  wide +
  css`
  .ending {
    border-color: var(--accent);
  }
`;
