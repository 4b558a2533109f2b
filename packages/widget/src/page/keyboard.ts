/**
 * Keeps an overlay above the on-screen keyboard, which covers the page without making it smaller. Not while the
 * user has zoomed in: then less is visible for another reason, and nothing should move.
 */
export function riseAboveKeyboard(frame: HTMLElement): void {
  const { scale, height, offsetTop } = visualViewport!;
  frame.style.setProperty('--covered', `${scale > 1 ? 0 : Math.max(0, innerHeight - height - offsetTop)}px`);
}
