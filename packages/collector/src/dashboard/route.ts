/** Where the reader is: the page in the path, everything they chose in the query. A link tells all of it. */
import { useEffect, useState } from 'preact/hooks';
import { address, type Query } from './api/client.ts';

export interface Route {
  /** '' is the overview. */
  page: string;
  query: URLSearchParams;
}

/** Chosen on one page, meant on all of them. */
const KEPT = ['addon', 'segment', 'from', 'to'];

const listeners = new Set<() => void>();

export function currentRoute(): Route {
  return { page: location.pathname.split('/').pop() ?? '', query: new URLSearchParams(location.search) };
}

export function useRoute(): Route {
  const [route, setRoute] = useState(currentRoute);
  const [drawnAt] = useState(() => location.href);
  useEffect(() => {
    const update = () => setRoute(currentRoute());
    // Between drawing and listening the address may have changed already.
    if (location.href !== drawnAt) update();
    listeners.add(update);
    addEventListener('popstate', update);
    return () => {
      listeners.delete(update);
      removeEventListener('popstate', update);
    };
  }, []);
  return route;
}

/** The address of another page, with what is meant everywhere. */
export function linkTo(page: string, change: Query = {}): string {
  const { query } = currentRoute();
  const kept = Object.fromEntries(KEPT.map((name) => [name, query.getAll(name)]));
  return address(page || './', { ...kept, ...change });
}

/** Changes choices on this page; null or '' takes one back to its default. */
export function choose(change: Query): void {
  const { page, query } = currentRoute();
  for (const [name, value] of Object.entries(change)) {
    query.delete(name);
    for (const item of Array.isArray(value) ? value : [value]) if (item) query.append(name, String(item));
  }
  const text = query.toString();
  go(text ? `${page || './'}?${text}` : page || './', true);
}

export function go(url: string, replace = false): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', url);
  for (const listener of listeners) listener();
  if (!replace) scrollTo(0, 0);
}

/** Plain clicks on links within the dashboard do not reload the page. */
export function followLinks(event: MouseEvent): void {
  const link = (event.target as Element).closest?.('a[href]') as HTMLAnchorElement | null;
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !plain || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (!link.dataset.page) return;
  event.preventDefault();
  go(link.href);
}
