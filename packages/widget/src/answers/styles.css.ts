import { css } from '../view/css.ts';

/** What is seen only after an answer. */
export const answerStyles: string = css`
  [aria-disabled="true"] {
    cursor: progress;
    opacity: 0.7;
  }
  .choice.primary:hover {
    background: color-mix(in srgb, var(--accent) 88%, var(--text));
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
    color: light-dark(#b3261e, #ffb4ab);
  }
  .outcome {
    display: grid;
    gap: 20px;
    animation: arrive 0.25s cubic-bezier(0.2, 0.9, 0.25, 1);
  }
  .tick {
    inline-size: 40px;
    padding: 10px;
    border-radius: 50%;
    background: color-mix(in srgb, var(--accent) 14%, transparent);
    color: var(--accent);
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  @media (prefers-reduced-motion: reduce) {
    .outcome {
      animation: none;
    }
  }
`;
