/**
 * The widget comes when something is due: a signal that a live prompt waits for, an element that needs it, or a
 * prompt left waiting by a former page. Most pages never load it.
 */
import { addScript, bringInWhenDue, lookSoon } from './companions.ts';
import { readLocal } from './local.ts';
import type { Condition, Prompt } from './prompt.ts';
import {
  type Attachkit,
  type PromptsOptions,
  type ScriptTag,
  type Signal,
  WAKE_KEY,
  WIDGET_ELEMENTS,
  type WidgetHandle,
  type WidgetModule,
} from './public-api.ts';
import { mayAnswer } from './wake.ts';

declare global {
  var attachkitWidget: WidgetModule;
}

const PENDING_MAX = 20;

// A page has one widget.
let options: PromptsOptions = {};
let isAskedFor: boolean | undefined;
let tellStarted: (handle: WidgetHandle) => void;
const started = new Promise<WidgetHandle>((resolve) => {
  tellStarted = resolve;
});

/** The script tag's call. */
export const prompts: ScriptTag['prompts'] = (given) => {
  options = given;
  started.then(({ configure }) => configure(given));
};

/** The script tag's call. */
export const explain: ScriptTag['explain'] = (prompt) => {
  isAskedFor = true;
  lookSoon();
  return started.then(({ explain }) => explain(prompt));
};

export function bringWidgetWhenDue(client: Attachkit, url_: string | URL, integrity_?: string): void {
  const pending: Signal[] = [];
  const unsubscribe = client.subscribe((signal) => {
    if (/used|event|delivery/.test(signal.type)) return;
    if (pending.push(signal) > PENDING_MAX) pending.shift();
    lookSoon();
  });
  const isWanted = ({ trigger, addon }: Prompt) =>
    ((trigger as { any?: Condition[] }).any ?? [trigger as Condition]).some((condition) =>
      'trialEndsWithin' in condition
        ? client.hydrated()?.addons[addon]?.trialEndsAt
        : // All that waits: a signal may be older than the catalog.
          pending.some((signal) => mayAnswer(condition, signal)),
    );
  bringInWhenDue({
    url_,
    integrity_,
    isDue_() {
      const { prompts, promptsPaused } = client.catalog() ?? {};
      return (
        isAskedFor ||
        (!promptsPaused && prompts?.some(isWanted)) ||
        document.querySelector(WIDGET_ELEMENTS) ||
        readLocal(WAKE_KEY, 'sessionStorage')
      );
    },
    start_() {
      unsubscribe();
      tellStarted(attachkitWidget.start(client, options, pending, addScript));
    },
  });
}
