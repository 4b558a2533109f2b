/** What a prompt shows after an answer. */
import type { VNode } from 'preact';

export type Choice = [label: string, choose: () => void];

export interface Outcome {
  title: string;
  body?: string | undefined;
  isGood: boolean;
  choices: Choice[];
}

const button = (name: string, [label, choose]: Choice): VNode => (
  <button type="button" class={`button ${name}`} onClick={choose}>
    {label}
  </button>
);

export const OutcomeView = ({ title, body, isGood, choices }: Outcome): VNode => (
  <div class="outcome" role="status">
    {isGood && <div class="tick" />}
    <div class="head">
      <h2 class="title" id="title">
        {title}
      </h2>
      {body && <p class="body">{body}</p>}
    </div>
    <div class="actions">{choices.map((choice) => button('choice', choice))}</div>
  </div>
);

export const Failure = (text: string): VNode => (
  <p class="failed" role="alert">
    {text}
  </p>
);

export const Pending = (text: string): VNode => (
  <p class="pending" role="status">
    {text}
  </p>
);

/** Snooze or never again, behind one button: two clicks at most. */
export const Choices = (choices: Choice[]): VNode => (
  <div class="choices">{choices.map((choice) => button('quiet', choice))}</div>
);
