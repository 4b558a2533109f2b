import type { VNode } from 'preact';
import { css } from '../view/css.ts';
import { Card } from '../view/parts.tsx';
import type { View } from '../view/view.ts';

/** The answer to the user's own attempt at a gated feature. The browser's dialog: named, focused, inert behind, Escape. */
export const draw = (view: View): VNode => (
  <dialog
    class="frame modal"
    aria-labelledby="title"
    onCancel={(event: Event) => {
      event.preventDefault();
      view.answer('dismiss');
    }}
  >
    {Card(view)}
  </dialog>
);

/** Comes along, since it is in dialogs that bundles are offered. */
export { savingOf } from '../content/saving.ts';

export const styles: string = css`
  .modal {
    position: fixed;
    inset: 0;
    margin: auto;
    block-size: fit-content;
    inline-size: min(480px, 100vw - 32px);
    max-block-size: calc(100dvh - 32px);
    box-shadow: 0 24px 64px -12px rgb(15 15 30 / 35%);
    animation: arrive 0.28s cubic-bezier(0.2, 0.9, 0.25, 1);
  }
  .modal::backdrop {
    background: rgb(14 14 24 / 46%);
    animation: fade 0.2s;
  }
  .modal .card {
    padding: 28px;
    gap: 20px;
  }
  .modal .title {
    font-size: 21px;
  }
  @keyframes fade {
    from {
      opacity: 0;
    }
  }
`;
