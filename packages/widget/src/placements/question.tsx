import type { VNode } from 'preact';
import { css } from '../view/css.ts';
import { Card } from '../view/parts.tsx';
import type { View } from '../view/view.ts';

/** One question after attachment. Nothing is preselected, and it is as easy to leave as to answer. */
export const draw = (view: View): VNode => (
  <div class="frame overlay question" popover="manual" role="dialog" aria-labelledby="title">
    {Card(view, Scale(view))}
  </div>
);

/** CSAT asks for 1–5, NPS for 0–10. */
function Scale(view: View): VNode {
  const { scale, score, text } = view;
  const [first, last] = scale === 'nps' ? [0, 10] : [1, 5];
  const scores = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return (
    <fieldset class={`scale ${scale}`} aria-labelledby="title">
      <div class="scores">
        {scores.map((value) => (
          <label class="score">
            <input
              type="radio"
              name="score"
              value={value}
              checked={score === value}
              onChange={() => {
                view.score = value;
              }}
            />
            <span>{value}</span>
          </label>
        ))}
      </div>
      {text.low && (
        <div class="ends">
          <span>{text.low}</span>
          <span>{text.high}</span>
        </div>
      )}
    </fieldset>
  );
}

export const styles: string = css`
  .question:has(.nps) {
    inline-size: min(600px, 100vw - 32px);
  }
  .scale {
    border: 0;
    padding: 0;
    min-inline-size: 0;
    display: grid;
    gap: 8px;
  }
  .scores {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(44px, 1fr));
    gap: 6px;
  }
  .score {
    position: relative;
    display: grid;
  }
  .score input {
    position: absolute;
    inset: 0;
    appearance: none;
    border-radius: 10px;
    cursor: pointer;
    border: 1.5px solid light-dark(#889, #778);
  }
  .score span {
    display: grid;
    place-items: center;
    min-block-size: 44px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    pointer-events: none;
    z-index: 1;
  }
  .score input:hover {
    background: var(--wash);
  }
  .score input:checked {
    background: var(--accent);
    border-color: var(--accent);
  }
  .score input:checked + span {
    color: var(--surface);
  }
  .ends {
    display: flex;
    justify-content: space-between;
    gap: 16px;
    color: var(--muted);
    font-size: 13px;
  }
  .ends span:last-child {
    text-align: end;
  }
  @media (forced-colors: active) {
    .score input:checked {
      background: Highlight;
      forced-color-adjust: none;
    }
    .score input:checked + span {
      color: HighlightText;
      forced-color-adjust: none;
    }
  }
`;
