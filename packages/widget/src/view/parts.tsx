/** What placements are made of. Text only ever becomes a text node. */
import type { ComponentChild, VNode } from 'preact';
import type { MeterView } from '../content/meter-view.ts';
import type { Answer, View } from './view.ts';

/** A card in reading order: what it says, what it costs, yes and no, and the way to fewer. */
export const Card = (view: View, extra?: ComponentChild): VNode => (
  <div class="card" lang={view.lang} dir={view.dir}>
    {view.instead ?? [
      Close(view),
      Head(view),
      view.meter && Meter(view.meter),
      extra,
      Terms(view),
      view.below,
      Actions(view),
      Foot(view),
    ]}
  </div>
);

/** Pressing it gives the answer; that is heard where the prompt stands. */
const button = (answer: Answer, name: string, label: ComponentChild, more?: object): VNode => (
  <button type="button" class={`button ${answer} ${name}`} data-answer={answer} {...more}>
    {label}
  </button>
);

const Close = ({ text }: View): VNode => button('dismiss', 'close', '×', { 'aria-label': text.dismiss });

export const Head = ({ addon, text }: Pick<View, 'addon' | 'text'>): VNode => (
  <div class="head">
    <div class="addon">{addon}</div>
    <h2 class="title" id="title">
      {text.title}
    </h2>
    {text.body && <p class="body">{text.body}</p>}
  </div>
);

export function Meter({ used, max, label, usedText, percentText, level }: MeterView): VNode {
  const at = label.indexOf(usedText);
  return (
    <div class={`meter ${level}`}>
      <div class="figures" aria-hidden="true">
        <span>
          {label.slice(0, at)}
          <b>{usedText}</b>
          {label.slice(at + usedText.length)}
        </span>
        <span class="share">{percentText}</span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: `<meter>` cannot be styled alike in all browsers */}
      <div class="track" role="meter" aria-label={label} aria-valuemax={max} aria-valuenow={Math.min(used, max)}>
        <div class="fill" style={{ width: `${Math.min(100, (used / max) * 100)}%` }} />
      </div>
    </div>
  );
}

const Terms = ({ offer }: View): ComponentChild =>
  offer[0] && (
    <div class="offer" id="offer">
      {offer.map((line) => (
        <p>{line}</p>
      ))}
    </div>
  );

/** Yes and no: alike in size, contrast and reach. */
const Actions = ({ text, pending }: View): VNode => (
  <div class="actions">
    {button('primary', 'choice', text.primary, { 'aria-disabled': pending, 'aria-describedby': 'offer' })}
    {button('dismiss', 'choice', text.dismiss)}
  </div>
);

const Foot = ({ text, words, hasChoices }: View): VNode => (
  <div class="foot">
    {text.secondary && button('secondary', 'quiet', text.secondary)}
    {hasChoices && button('more', 'quiet', words.fewer)}
  </div>
);
