/** Tracking without code: `data-attachkit-used`, `-gated` (a click) and `-viewed` (really seen). */
import { watchElements } from './elements.ts';
import type { Attachkit } from './public-api.ts';

const SEEN_MS = 1000;

/** @returns a function that ends it */
export function watchAttributes(client: Attachkit): () => void {
  const onClick = ({ target }: Event) => {
    for (const name of ['used', 'gated'] as const) {
      const attribute = `data-attachkit-${name}`;
      const feature = (target as Element).closest?.(`[${attribute}]`)?.getAttribute(attribute);
      if (feature) client[name](feature);
    }
  };
  // Before the page's own handlers, which may stop the event.
  document.addEventListener('click', onClick, true);
  const endViews = watchViews((feature) => client.viewed(feature));
  return () => {
    document.removeEventListener('click', onClick, true);
    endViews();
  };
}

/** Seen: half of it, or of the window, in a visible page for a second. Told once an element. */
function watchViews(onView: (feature: string) => void): () => void {
  const waiting = new Map<Element, ReturnType<typeof setTimeout>>();
  const seen = new WeakSet<Element>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRatio, intersectionRect } of entries) {
        clearTimeout(waiting.get(target));
        if (intersectionRatio >= 0.5 || intersectionRect.height >= innerHeight / 2)
          waiting.set(target, setTimeout(check, SEEN_MS, target));
      }
    },
    { threshold: [0, 0.1, 0.2, 0.3, 0.4, 0.5] },
  );
  const check = (target: Element) => {
    observer.unobserve(target);
    // Hidden meanwhile: the count starts anew.
    if (document.hidden) return observer.observe(target);
    seen.add(target);
    onView(target.getAttribute('data-attachkit-viewed')!);
  };

  const endWatch = watchElements('[data-attachkit-viewed]', (element) => {
    if (!seen.has(element)) observer.observe(element);
  });
  return () => {
    endWatch();
    observer.disconnect();
    waiting.forEach(clearTimeout);
  };
}
