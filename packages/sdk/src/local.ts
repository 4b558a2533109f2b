/** `localStorage`, where the browser lets us: small things that every tab must see at once. */

export function readLocal<T>(key: string): T | undefined {
  try {
    return JSON.parse(localStorage.getItem(key)!) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param value `undefined` deletes */
export function writeLocal(key: string, value?: unknown): void {
  try {
    value === undefined ? localStorage.removeItem(key) : localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Refused or full: what is kept lasts as long as the page.
  }
}
