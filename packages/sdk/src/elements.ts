/** Elements that matter here, those in the page and those still to come. */

const SCAN_DELAY_MS = 200;

/** @param onElement told of each match, again at each look: bring your own memory */
export function watchElements(selector: string, onElement: (element: Element) => void, signal: AbortSignal): void {
  let timer: unknown;
  const scan = () => {
    timer = 0;
    if (signal.aborted) mutations.disconnect();
    else document.querySelectorAll(selector).forEach(onElement);
  };
  const mutations = new MutationObserver(() => {
    timer ||= setTimeout(scan, SCAN_DELAY_MS);
  });
  mutations.observe(document, { childList: true, subtree: true });
  // Not at once: whoever calls has first to know how to end it.
  timer = setTimeout(scan);
}
