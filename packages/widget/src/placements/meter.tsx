import type { VNode } from 'preact';
import { css } from '../view/css.ts';
import { Card } from '../view/parts.tsx';
import type { View } from '../view/view.ts';

/** How far a limit is used, in a slot of the page, with the way to lift it. The figures lead, the words follow. */
export const draw = (view: View): VNode => (
  <section class="frame gauge" aria-labelledby="title">
    {Card(view)}
  </section>
);

export const styles: string = css`
  .gauge .card {
    gap: 12px;
    padding: 16px;
  }
  .gauge .title {
    font-size: 15px;
  }
  .gauge .meter {
    order: -1;
  }
  .gauge .figures {
    padding-inline-end: 32px;
  }
  .gauge .actions {
    max-inline-size: 520px;
  }
  .gauge .close {
    inset-block-start: 2px;
    inset-inline-end: 2px;
  }
  .gauge .foot {
    margin-block-end: -8px;
  }
`;
