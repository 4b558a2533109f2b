import { css } from '../view/css.ts';

/** What is seen only after an answer. */
export const answerStyles: string = css`
  [aria-disabled="true"] {
    cursor: progress;
    opacity: 0.7;
  }
  .title:focus {
    outline: none;
  }
  .choices {
    display: grid;
    margin-inline: -12px;
    padding-block: 4px;
    border-block: 1px solid var(--line);
    font-size: 13px;
  }
  .choices button {
    text-align: start;
  }
  .failed,
  .pending {
    font-size: 13px;
    font-weight: 600;
    color: var(--muted);
  }
  .failed {
    color: light-dark(#b22, #f99);
  }
  .outcome {
    display: grid;
    gap: 20px;
    animation: arrive 0.25s cubic-bezier(0.2, 0.9, 0.25, 1);
  }
  .outcome .actions {
    max-inline-size: 424px;
  }
  .tick {
    display: grid;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    border-radius: 50%;
    background: color-mix(in srgb, var(--accent) 14%, transparent);
  }
  .tick::before {
    content: "";
    inline-size: 14px;
    block-size: 7px;
    margin-block-end: 4px;
    border: solid var(--accent);
    border-width: 0 0 2px 2px;
    transform: rotate(-45deg);
  }
  @media (prefers-reduced-motion: reduce) {
    .outcome {
      animation: none;
    }
  }
`;
