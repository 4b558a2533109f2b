/**
 * One overlay at a time over all tabs of a site: whoever holds the lock. The browser takes it back when a
 * tab closes or crashes, so it cannot stick.
 * @returns how to give it back, or `undefined` where another has it
 */
export const takeTurn = (): Promise<(() => void) | undefined> =>
  new Promise((resolve) => {
    navigator.locks.request('attachkit:prompt', { ifAvailable: true }, (lock) =>
      lock ? new Promise<void>((release) => resolve(release)) : resolve(undefined),
    );
  });
