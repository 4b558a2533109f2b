/** `attachkit.js`: the global `attachkit`, the calls that waited in the stub, and the widget's loader. */
import './snippet.ts';
import type { watchAttributes } from './attributes.ts';
import { createClient } from './client.ts';
import type { ScriptTag, ScriptTagOptions } from './public-api.ts';
import { loadOnSight } from './script-loader.ts';
import { loadWidgetWhenDue } from './widget-loader.ts';

/** Put in by the build: what follows is checked against the hash it had then. */
declare const __ATTACHKIT_ATTRIBUTES_INTEGRITY__: string | undefined;
declare const __ATTACHKIT_WIDGET_INTEGRITY__: string | undefined;

type Call = [method: string, given: unknown[]];

const page = self as unknown as { attachkit: Call[] | ScriptTag };
const waiting = page.attachkit as Call[];
const script = document.currentScript as HTMLScriptElement | null;
/** The page itself, where the script came in by another way. */
const base = script?.src || document.baseURI;
const beside = (file: string) => new URL(file, base).href;
let tag: ScriptTag | undefined;

declare global {
  var attachkitAttributes: typeof watchAttributes;
}

function start({ widgetUrl, ...options }: ScriptTagOptions): void {
  const nonce = script?.nonce;
  const client = createClient({ endpoint: new URL(base).origin, ...options }, (client, signal) =>
    loadOnSight(
      '[data-attachkit-used],[data-attachkit-gated],[data-attachkit-viewed]',
      { url: beside('attachkit-attributes.js'), integrity: __ATTACHKIT_ATTRIBUTES_INTEGRITY__, nonce },
      () => attachkitAttributes(client, signal),
    ),
  );
  const widget = loadWidgetWhenDue(client, {
    url: widgetUrl ?? beside('attachkit-widget.js'),
    integrity: widgetUrl ? '' : __ATTACHKIT_WIDGET_INTEGRITY__,
    nonce,
  });
  page.attachkit = tag = { ...client, init() {}, ...widget };
}

/** Calls made before `init` wait for it; then all go through, in their order. */
function replay(): void {
  const init = waiting.find(([method]) => method === 'init');
  if (!tag && init) start(init[1][0] as ScriptTagOptions);
  if (tag)
    for (const [method, given] of waiting.splice(0))
      (tag as unknown as Record<string, (...given: unknown[]) => void>)[method]?.(...given);
}

// Defined on the stub itself, so that a page which kept a reference to it still gets through.
waiting.push = (call) => {
  waiting[waiting.length] = call;
  replay();
  return 0;
};
replay();
