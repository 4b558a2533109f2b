/**
 * Brings the widget in when something is due: a signal that a live prompt waits for, an element
 * that needs it, or a prompt left waiting by a former page. Most pages never load it.
 */
import { watchElements } from './elements.ts';
import type { Trigger } from './prompt.ts';
import {
  type Attachkit,
  type PromptsOptions,
  type Signal,
  WAKE_KEY,
  WIDGET_ELEMENTS,
  type WidgetHandle,
  type WidgetModule,
} from './public-api.ts';

const PENDING_MAX = 20;
const SILENT: Signal['type'][] = ['used', 'event', 'delivery'];

/** Whether a trigger could answer to a signal: never stricter than the widget's own, closer look. */
export function mayWake(trigger: Trigger, signal: Signal, trialEndsAt?: string | null): boolean {
  if ('any' in trigger) return trigger.any.some((condition) => mayWake(condition, signal, trialEndsAt));
  const { limit, atLeast = 1, milestone, gate, step, crossing, trialEndsWithin } = trigger as Wanted;
  if (trialEndsWithin) return !!trialEndsAt;
  if (signal.type === 'limit') return signal.limit === limit && signal.used >= atLeast * signal.max;
  if (signal.type === 'milestone') return signal.milestone === milestone;
  if (signal.type === 'gate') return gate === true || gate === signal.feature;
  if (signal.type === 'step') return signal.step === step;
  return signal.type === 'crossing' && signal.change === crossing;
}

/** A condition, read without asking first which it is. */
interface Wanted {
  limit?: string;
  atLeast?: number;
  milestone?: string;
  gate?: string | true;
  step?: string;
  crossing?: string;
  trialEndsWithin?: number;
}

export interface WidgetLoader {
  configure_(options: PromptsOptions): void;
  start_(client: Attachkit, url: string, integrity: string | undefined, nonce: string | undefined): void;
}

export function createWidgetLoader(): WidgetLoader {
  const pending: Signal[] = [];
  let options: PromptsOptions = {};
  let handle: WidgetHandle | undefined;

  return {
    configure_(given) {
      options = given;
      handle?.configure(given);
    },
    start_(client, url, integrity, nonce) {
      const load = () => {
        end();
        bringIn(url, integrity, nonce, () => {
          unsubscribe();
          handle = globalThis.attachkitWidget!.start(client, options, pending);
        });
      };
      const unsubscribe = client.subscribe((signal) => {
        if (SILENT.includes(signal.type)) return;
        pending.push(signal);
        if (pending.length > PENDING_MAX) pending.shift();
        const { prompts, promptsPaused } = client.catalog() ?? {};
        if (
          !promptsPaused &&
          prompts?.some(({ trigger, addon }) =>
            // All that waits: a signal may be older than the catalog.
            pending.some((signal) => mayWake(trigger, signal, client.hydrated()?.addons[addon]?.trialEndsAt)),
          )
        )
          load();
      });
      const end = watchElements(WIDGET_ELEMENTS, load);
      try {
        if (sessionStorage.getItem(WAKE_KEY)) load();
      } catch {
        // No storage, nothing left waiting.
      }
    },
  };
}

declare global {
  var attachkitWidget: WidgetModule | undefined;
  var trustedTypes:
    | {
        createPolicy(
          name: string,
          rules: { createScriptURL(url: string): string },
        ): { createScriptURL(url: string): string };
      }
    | undefined;
}

const asScriptUrl = (url: string) =>
  globalThis.trustedTypes
    ? trustedTypes!.createPolicy('attachkit', { createScriptURL: (url) => url }).createScriptURL(url)
    : url;

let isAsked = false;

function bringIn(url: string, integrity: string | undefined, nonce: string | undefined, onLoad: () => void): void {
  if (isAsked) return;
  isAsked = true;
  const script = document.createElement('script');
  if (integrity) {
    script.integrity = integrity;
    script.crossOrigin = 'anonymous';
  }
  if (nonce) script.nonce = nonce;
  script.onload = onLoad;
  script.src = asScriptUrl(url);
  document.head.append(script);
}
