/**
 * Brings the widget in when something is due: a signal that a live prompt waits for, an element
 * that needs it, or a prompt left waiting by a former page. Most pages never load it.
 */
import type { Prompt, Trigger } from './prompt.ts';
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
import { loadOnSight, type ScriptSource } from './script-loader.ts';

const PENDING_MAX = 20;
const SILENT = /^(used|event|delivery)$/;

/** Whether a trigger could answer to a signal: never stricter than the widget's own, closer look. */
export function mayWake(trigger: Trigger, signal: Signal, trialEndsAt?: string | null): unknown {
  if ('any' in trigger) return trigger.any.some((condition) => mayWake(condition, signal, trialEndsAt));
  if ('trialEndsWithin' in trigger) return trialEndsAt;
  const { atLeast = 1, ...names } = trigger as { atLeast?: number } & Record<string, unknown>;
  const told = signal as Signal & Record<string, unknown>;
  // A trigger names what it waits for by the type of the signal that tells it.
  const name = names[signal.type];
  return (
    (name === true || (name && [told[signal.type], told.feature, told.change].includes(name))) &&
    // Only a limit has both.
    !((told.used as number) < atLeast * (told.max as number))
  );
}

/** @returns what of the script tag is the widget's */
export function loadWidgetWhenDue(client: Attachkit, source: ScriptSource): Pick<ScriptTag, 'prompts' | 'explain'> {
  const pending: Signal[] = [];
  let options: PromptsOptions = {};
  let handle: WidgetHandle | undefined;
  let tellStarted: (handle: WidgetHandle) => void;
  const started = new Promise<WidgetHandle>((resolve) => {
    tellStarted = resolve;
  });

  const bringIn = loadOnSight(WIDGET_ELEMENTS, source, () => {
    unsubscribe();
    handle = globalThis.attachkitWidget!.start(client, options, pending);
    tellStarted(handle);
  });
  const isWanted = ({ trigger, addon }: Prompt) =>
    // All that waits: a signal may be older than the catalog.
    pending.some((signal) => mayWake(trigger, signal, client.hydrated()?.addons[addon]?.trialEndsAt));
  const unsubscribe = client.subscribe((signal) => {
    if (SILENT.test(signal.type)) return;
    pending.splice(0, pending.length - PENDING_MAX + 1);
    pending.push(signal);
    const { prompts, promptsPaused } = client.catalog() ?? {};
    if (!promptsPaused && prompts?.some(isWanted)) bringIn();
  });
  // Not at once: a storage's first answer keeps the page waiting.
  setTimeout(() => {
    try {
      if (sessionStorage.getItem(WAKE_KEY)) bringIn();
    } catch {
      // No storage, nothing left waiting.
    }
  });
  return {
    prompts(given) {
      options = given;
      handle?.configure(given);
    },
    explain(prompt) {
      bringIn();
      return started.then(({ explain }) => explain(prompt));
    },
  };
}

declare global {
  var attachkitWidget: WidgetModule | undefined;
}
