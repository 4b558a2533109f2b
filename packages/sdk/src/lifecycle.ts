/** What happens to the page itself. `unload` is never used: it keeps pages from the back/forward cache. */

export interface PageEvents {
  /** Hidden or going: the last moment that is sure to come. */
  leave_(): void;
  /** Going into the back/forward cache, or for good. */
  freeze_(): void;
  /** Back from that cache. */
  thaw_(): void;
  show_(): void;
  online_(): void;
  /** Another tab changed what lies in `localStorage` under the key. */
  storage_(key: string | null): void;
}

/** @returns a function that ends it */
export function watchPage(on: PageEvents): () => void {
  const abort = new AbortController();
  const listen = (target: EventTarget, type: string, listener: (event: never) => void) =>
    target.addEventListener(type, listener as EventListener, { signal: abort.signal });
  listen(document, 'visibilitychange', () => (document.hidden ? on.leave_() : on.show_()));
  listen(window, 'pagehide', () => {
    on.leave_();
    on.freeze_();
  });
  listen(window, 'pageshow', ({ persisted }: PageTransitionEvent) => persisted && on.thaw_());
  listen(window, 'online', () => on.online_());
  listen(window, 'storage', ({ key }: StorageEvent) => on.storage_(key));
  return () => abort.abort();
}
