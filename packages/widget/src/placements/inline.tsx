import type { VNode } from 'preact';
import { css } from '../view/css.ts';
import { Card } from '../view/parts.tsx';
import type { View } from '../view/view.ts';

/** A card inside the page, in a slot that the host has set aside. */
export const draw = (view: View): VNode => (
  <section class="frame inline" part="frame" aria-labelledby="title">
    {Card(view)}
  </section>
);

export const styles: string = css`
  @container (inline-size >= 640px) {
    .inline .card {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      column-gap: 32px;
      padding-inline-end: 56px;
    }
    .inline .card > .head,
    .inline .card > .meter {
      grid-column: 1;
    }
    .inline .card > :not(.head, .meter, .close) {
      grid-column: 2;
    }
    .inline .card > .head,
    .inline .card > .offer {
      grid-row-start: 1;
    }
    .inline .card > .outcome {
      grid-column: 1 / -1;
    }
  }
`;
