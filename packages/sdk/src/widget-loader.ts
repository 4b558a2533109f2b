/**
 * Brings the widget in when something is due: a signal that a live prompt waits for, an element
 * that needs it, or a prompt left waiting by a former page. Most pages never load it.
 */
import type { Prompt, Trigger } from './prompt.ts';
import {
  type Attachkit,
  type PromptsOptions,
  type Signal,
  WAKE_KEY,
  WIDGET_ELEMENTS,
  type WidgetHandle,
  type WidgetModule,
} from './public-api.ts';
import { loadOnSight, type ScriptSource } from './script-loader.ts';

const PENDING_MAX = 20;
const SILENT: Signal['type'][] = ['used', 'event', 'delivery'];

/** Whether a trigger could answer to a signal: never stricter than the widget's own, closer look. */
export function mayWake(trigger: Trigger, signal: Signal, trialEndsAt?: string | null): unknown {
  if ('any' in trigger) return trigger.any.some((condition) => mayWake(condition, signal, trialEndsAt));
  const wanted = trigger as Partial<Record<string, unknown>>;
  const told = signal as Partial<Record<string, unknown>>;
  if (wanted.trialEndsWithin) return trialEndsAt;
  if (signal.type === 'limit')
    return wanted.limit === signal.limit && signal.used >= ((wanted.atLeast as number) ?? 1) * signal.max;
  if (signal.type === 'gate') return wanted.gate === true || wanted.gate === signal.feature;
  // What is left goes by its name alone.
  const name = wanted.milestone ?? wanted.step ?? wanted.crossing;
  return name && name === (told.milestone ?? told.step ?? told.change);
}

/** @returns how to pass on what the host gives to `prompts` */
export function loadWidgetWhenDue(client: Attachkit, source: ScriptSource): (options: PromptsOptions) => void {
  const pending: Signal[] = [];
  let options: PromptsOptions = {};
  let handle: WidgetHandle | undefined;

  const bringIn = loadOnSight(WIDGET_ELEMENTS, source, () => {
    unsubscribe();
    handle = globalThis.attachkitWidget!.start(client, options, pending);
  });
  const isWanted = ({ trigger, addon }: Prompt) =>
    // All that waits: a signal may be older than the catalog.
    pending.some((signal) => mayWake(trigger, signal, client.hydrated()?.addons[addon]?.trialEndsAt));
  const unsubscribe = client.subscribe((signal) => {
    if (SILENT.includes(signal.type)) return;
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
  return (given) => {
    options = given;
    handle?.configure(given);
  };
}

declare global {
  var attachkitWidget: WidgetModule | undefined;
}
