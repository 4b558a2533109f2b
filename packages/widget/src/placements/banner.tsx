import type { VNode } from 'preact';
import { css } from '../view/css.ts';
import { Card } from '../view/parts.tsx';
import type { View } from '../view/view.ts';

/** A bar along the lower edge of the window: over the page, moving nothing in it. */
export const draw = (view: View): VNode => (
  <section class="frame overlay wide" popover="manual" aria-labelledby="title">
    {Card(view)}
  </section>
);

/** Text beside buttons where there is room; inline cards and trial notices share it. */
export const twoColumns: string = css`
  .frame {
    container-type: inline-size;
  }
  @container (inline-size >= 680px) {
    .card {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      column-gap: 40px;
      align-items: start;
      padding-inline-end: 56px;
    }
    .card > .head,
    .card > .meter {
      grid-column: 1;
    }
    .card > :not(.head, .meter, .close) {
      grid-column: 2;
    }
    .card > .head,
    .card > .offer {
      grid-row-start: 1;
    }
    .card > .meter {
      grid-row: 2 / span 2;
    }
    .card > .outcome {
      grid-column: 1 / -1;
    }
  }
`;

export const styles: string =
  twoColumns +
  css`
  .wide {
    inset-inline: 16px;
    inline-size: auto;
    max-inline-size: 1040px;
    margin-inline: auto;
  }
`;
