import type { VNode } from 'preact';
import { css } from '../view/css.ts';
import { Card } from '../view/parts.tsx';
import type { View } from '../view/view.ts';

/** The next step, after one that the user has just done. */
export const draw = (view: View): VNode => (
  <div class="frame overlay onboarding" popover="manual" role="dialog" aria-labelledby="title">
    {Card(view)}
  </div>
);

export const styles: string = css`
  .onboarding .addon::before {
    content: "✓";
    display: grid;
    place-items: center;
    padding: 0;
    inline-size: 22px;
    block-size: 22px;
    border-radius: 50%;
    background: var(--accent);
    color: var(--surface);
    font-size: 13px;
    transform: none;
  }
`;
