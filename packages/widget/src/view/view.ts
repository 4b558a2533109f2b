/** What a placement draws: everything already decided, worded and formatted. */
import type { PlacementKind } from '@attachkit/sdk/prompt';
import type { VNode } from 'preact';
import type { Wording } from '../content/wording.ts';

export interface View extends Wording {
  kind: PlacementKind;
  /** The add-on's name, above the title. */
  addon: string;
  /** Snooze or never again can be chosen. */
  hasChoices: boolean;
  /** What a tip points at. */
  anchor: Element | undefined;
  /** The host's promise runs. */
  pending?: boolean;
  /** Between the text and the buttons: a failure, the choices, a scale. */
  below?: VNode;
  /** In place of everything: how it went. */
  instead?: VNode;
  /** Which scale a question asks on, and what was chosen of it. */
  scale: 'csat' | 'nps' | undefined;
  score?: number;
  /** The user's answer. */
  answer(answer: string): unknown;
  /** The page moved on: out, without an answer. */
  leave(): void;
}

export type Answer = 'primary' | 'secondary' | 'dismiss' | 'more';

/** A placement: how it is drawn, and what it adds to the style sheet. */
export interface PlacementModule {
  draw(view: View): VNode;
  styles?: string;
}
