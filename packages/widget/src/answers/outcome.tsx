/** What a prompt shows after an answer. */
import type { VNode } from 'preact';
import { button } from '../view/parts.tsx';

export interface Outcome {
  title: string;
  body?: string | undefined;
  isGood: boolean;
  buttons: [label: string, act: () => void][];
}

export const OutcomeView = ({ title, body, isGood, buttons }: Outcome): VNode => (
  <div class="outcome" part="outcome" role="status">
    {isGood && (
      <svg class="tick" viewBox="0 0 16 16" aria-hidden="true">
        <path d="M3 8.5l3.2 3.2L13 5" />
      </svg>
    )}
    <div class="head">
      <h2 class="title" id="title" part="title" tabIndex={-1}>
        {title}
      </h2>
      {body && <p class="body">{body}</p>}
    </div>
    <div class="actions">{buttons.map(([label, act]) => button('choice', label, act))}</div>
  </div>
);

export const Failure = ({ text }: { text: string }): VNode => (
  <p class="failed" part="failed" role="alert">
    {text}
  </p>
);

export const Pending = ({ text }: { text: string }): VNode => (
  <p class="pending" part="pending" role="status">
    {text}
  </p>
);

/** Snooze or never again, behind one button: two clicks at most. */
export const Choices = ({ choices }: { choices: [label: string, choose: () => void][] }): VNode => (
  <div class="choices" part="choices">
    {choices.map(([label, choose]) => button('quiet', label, choose))}
  </div>
);
