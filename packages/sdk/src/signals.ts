/** Who listens, and telling them. */
import type { Signal } from './public-api.ts';

export function createSignals() {
  const listeners = new Set<(signal: Signal) => void>();
  return {
    subscribe_(listener: (signal: Signal) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell_(signal: Signal): void {
      for (const listener of listeners)
        try {
          listener(signal);
        } catch (error) {
          // A listener's mistake is its own: it must not stop the count.
          console.error(error);
        }
    },
  };
}
