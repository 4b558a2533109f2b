/** Questions to the collector. The session cookie of `POST /login` goes along by itself. */

export type Query = Record<string, string | number | readonly string[] | null | undefined>;

/** A refusal, in the collector's own words. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly parameter?: string,
  ) {
    super(message);
  }
}

export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue;
    for (const item of Array.isArray(value) ? value : [value]) search.append(name, String(item));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

/** @throws Refused, or Error where the collector cannot be reached */
export async function ask<T>(url: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(url, { headers: { accept: 'application/json' }, ...init }).catch((cause) => {
    if (init.signal?.aborted) throw cause;
    throw new Error('The collector does not answer. Is it still running?', { cause });
  });
  const body = await response.json().catch(() => null);
  if (response.ok) return body as T;
  const { code = 'error', message = `The collector answered ${response.status}.`, parameter } = body?.error ?? {};
  throw new Refused(response.status, code, message, parameter);
}

export function send(path: string, body: unknown): Promise<unknown> {
  return ask(path, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
