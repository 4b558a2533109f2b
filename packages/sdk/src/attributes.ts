/** Tracking without code: `data-attachkit-used`, `-gated` (a click) and `-viewed` (really seen). */
import { watchElements } from './elements.ts';
import type { Attachkit } from './public-api.ts';

const SEEN_MS = 1000;

export function watchAttributes(client: Attachkit, signal: AbortSignal): void {
  document.addEventListener(
    'click',
    ({ target }) => {
      for (const name of ['used', 'gated'] as const) {
        const feature = read((target as Element).closest?.(selector(name)), name);
        if (feature) client[name](feature);
      }
    },
    // Before the page's own handlers, which may stop the event.
    { capture: true, signal },
  );
  watchViews(client, signal);
}

const selector = (name: string) => `[data-attachkit-${name}]`;
const read = (element: Element | null | undefined, name: string) => element?.getAttribute(`data-attachkit-${name}`);

/** Seen: half of it, or of the window, in a visible page for a second. Told once an element. */
function watchViews(client: Attachkit, signal: AbortSignal): void {
  const timers = new WeakMap<Element, ReturnType<typeof setTimeout>>();
  const seen = new WeakSet<Element>();
  const check = (element: Element) => {
    observer.unobserve(element);
    // Hidden meanwhile: the second starts anew.
    if (document.hidden) return observer.observe(element);
    seen.add(element);
    client.viewed(read(element, 'viewed')!);
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRatio, intersectionRect } of entries) {
        clearTimeout(timers.get(target));
        if (intersectionRatio >= 0.5 || intersectionRect.height >= innerHeight / 2)
          timers.set(target, setTimeout(check, SEEN_MS, target));
      }
    },
    { threshold: [0.1, 0.3, 0.5] },
  );
  signal.addEventListener('abort', () => observer.disconnect());
  watchElements(selector('viewed'), (element) => seen.has(element) || observer.observe(element), signal);
}
