/** How long, and how much of it, until a prompt counts as seen. */
const SEEN_MS = 1000;
const SEEN_SHARE = 0.5;
const LOOK_MS = 100;

/**
 * Calls back once, when at least half of an element has been visible for a second without a break, in a
 * visible tab that has the focus.
 * @returns a function that ends the watch
 */
export function whenSeen(element: Element, seen: () => void): () => void {
  let isVisible = false;
  let seenMs = 0;
  const observer = new IntersectionObserver(
    (entries) => {
      isVisible = entries.at(-1)!.intersectionRatio >= SEEN_SHARE;
    },
    { threshold: SEEN_SHARE },
  );
  observer.observe(element);
  const timer = setInterval(() => {
    seenMs = isVisible && document.hasFocus() && !document.hidden ? seenMs + LOOK_MS : 0;
    if (seenMs >= SEEN_MS) {
      stop();
      seen();
    }
  }, LOOK_MS);
  function stop() {
    clearInterval(timer);
    observer.disconnect();
  }
  return stop;
}
