/** `attachkit.js`: the global `attachkit`, the calls that waited in the stub, and the widget's loader. */
import './snippet.ts';
import { createAttachkit } from './client.ts';
import type { ScriptTag, ScriptTagOptions } from './public-api.ts';
import { loadWidgetWhenDue } from './widget-loader.ts';

/** Put in by the build: the widget is checked against the hash it had then. */
declare const __ATTACHKIT_WIDGET_INTEGRITY__: string | undefined;

type Call = [method: string, given: unknown[]];

const page = self as unknown as { attachkit: Call[] | ScriptTag };
const waiting = page.attachkit as Call[];
const script = document.currentScript as HTMLScriptElement | null;
/** The page itself, where the script came in by another way. */
const base = script?.src || document.baseURI;
let tag: ScriptTag | undefined;

function start({ widgetUrl, ...options }: ScriptTagOptions): void {
  const client = createAttachkit({ endpoint: new URL(base).origin, ...options });
  const prompts = loadWidgetWhenDue(client, {
    url: widgetUrl ?? new URL('attachkit-widget.js', base).href,
    integrity: widgetUrl ? '' : __ATTACHKIT_WIDGET_INTEGRITY__,
    nonce: script?.nonce,
  });
  page.attachkit = tag = { ...client, init() {}, prompts };
}

/** Calls made before `init` wait for it; then all go through, in their order. */
function replay(): void {
  const init = waiting.findIndex(([method]) => method === 'init');
  if (!tag && init >= 0) start(waiting.splice(init, 1)[0]![1][0] as ScriptTagOptions);
  if (tag)
    for (const [method, given] of waiting.splice(0))
      (tag as unknown as Record<string, (...given: unknown[]) => void>)[method]?.(...given);
}

// Defined on the stub itself, so that a page which kept a reference to it still gets through.
waiting.push = (...calls) => {
  waiting.splice(waiting.length, 0, ...calls);
  replay();
  return waiting.length;
};
replay();
