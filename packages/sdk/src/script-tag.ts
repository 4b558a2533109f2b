/** `attachkit.js`: the global `attachkit`, the calls that waited in the stub, and what else the page may need. */
import type { watchAttributes } from './attributes.ts';
import { createClient, methods } from './client.ts';
import { bringInWhenDue, CHANGES_DELAY_MS, lookSoon } from './companions.ts';
import type { ScriptTagOptions } from './public-api.ts';
import { scriptUrl } from './this-script.ts';
import { bringWidgetWhenDue, explain, prompts } from './widget-companion.ts';

/** Put in by the build: what follows is checked against the hash it had then. */
declare const __ATTACHKIT_ATTRIBUTES_INTEGRITY__: string | undefined;
declare const __ATTACHKIT_WIDGET_INTEGRITY__: string | undefined;

declare global {
  var attachkit: Call[] | Methods | undefined;
  var attachkitAttributes: typeof watchAttributes;
}

type Call = [method: string, given: unknown[]];
type Methods = Record<string, (...given: never[]) => unknown>;

const beside = (file: string) => new URL(file, scriptUrl);

function init({ widgetUrl, ...options }: ScriptTagOptions): void {
  // The first call counts.
  createClient(
    { endpoint: new URL(scriptUrl).origin, ...options },
    (client, signal) => {
      bringWidgetWhenDue(
        client,
        widgetUrl ?? beside('attachkit-widget.js'),
        widgetUrl ? '' : __ATTACHKIT_WIDGET_INTEGRITY__,
      );
      bringInWhenDue({
        url_: beside('attachkit-attributes.js'),
        integrity_: __ATTACHKIT_ATTRIBUTES_INTEGRITY__,
        isDue_: () => document.querySelector('[data-attachkit-used],[data-attachkit-gated],[data-attachkit-viewed]'),
        start_: () => attachkitAttributes(client, signal),
      });
      new MutationObserver(() => lookSoon(CHANGES_DELAY_MS)).observe(document, { childList: true, subtree: true });
    },
    tag as never,
  );
  tag.init = () => {};
  takeOver(waiting);
}

const tag: Methods = { init, prompts, explain };
/** Calls before `init`. */
const waiting: Call[] = [];
for (const name in methods)
  tag[name] = (...given) => {
    waiting.push([name, given]);
  };

/** Makes all calls, in their order; who kept a reference to what they waited in still gets through. */
function takeOver(calls: Call[] = []): void {
  const call = ([name, given]: Call) => tag[name]?.(...(given as never[]));
  calls.forEach(call);
  calls.push = call as never;
}

takeOver(self.attachkit as Call[] | undefined);
self.attachkit = tag;
