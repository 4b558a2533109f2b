/** An answer of the collector as it arrives: nothing yet, the one before while a newer is on its way, or why not. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { ask, Refused } from './client.ts';
import { sessionEnded } from './session.ts';

export interface Asked<T> {
  answer: T | null;
  error: Error | null;
  /** A newer answer is on its way. */
  loading: boolean;
  /** Asks anew; what is there stays until the answer comes. */
  again: () => void;
}

const FRESH_MS = 20_000;
const CACHED_MAX = 60;
const cache = new Map<string, { at: number; answer: unknown }>();

/** @param url null asks nothing */
export function useAnswer<T>(url: string | null): Asked<T> {
  const [state, setState] = useState<{ url: string | null; answer: T | null; error: Error | null }>({
    url: null,
    answer: null,
    error: null,
  });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!url) return setState({ url, answer: null, error: null });
    const cached = cache.get(url);
    if (attempt === 0 && cached && Date.now() - cached.at < FRESH_MS) {
      return setState({ url, answer: cached.answer as T, error: null });
    }
    const abort = new AbortController();
    ask<T>(url, { signal: abort.signal })
      .then((answer) => {
        remember(url, answer);
        setState({ url, answer, error: null });
      })
      .catch((error: Error) => {
        if (abort.signal.aborted) return;
        if (error instanceof Refused && error.status === 401) sessionEnded();
        else setState({ url, answer: null, error });
      });
    return () => abort.abort();
  }, [url, attempt]);
  const again = useCallback(() => setAttempt((count) => count + 1), []);
  return {
    answer: state.answer,
    error: state.url === url ? state.error : null,
    loading: state.url !== url,
    again,
  };
}

function remember(url: string, answer: unknown): void {
  cache.delete(url);
  cache.set(url, { at: Date.now(), answer });
  if (cache.size > CACHED_MAX) cache.delete(cache.keys().next().value!);
}

/** At sign-out: the next reader may see other numbers. */
export function forgetAnswers(): void {
  cache.clear();
}
