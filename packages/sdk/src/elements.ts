/** Elements that matter here, those in the page and those still to come. */

const SCAN_DELAY_MS = 200;

/** @param onElement told of each match, again at each look: bring your own memory */
export function watchElements(
  selector: string,
  onElement: (element: Element) => void,
  signal: Pick<AbortSignal, 'aborted'>,
): void {
  let isScanDue = true;
  const scan = () => {
    isScanDue = false;
    if (signal.aborted) mutations.disconnect();
    else document.querySelectorAll(selector).forEach(onElement);
  };
  const mutations = new MutationObserver(() => {
    if (!isScanDue) setTimeout(scan, SCAN_DELAY_MS);
    isScanDue = true;
  });
  // Not at once: whoever calls has first to know how to end it, and the page has better to do.
  setTimeout(() => {
    mutations.observe(document, { childList: true, subtree: true });
    scan();
  });
}
