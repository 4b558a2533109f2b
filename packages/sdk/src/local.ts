/** `localStorage`, where the browser lets us: small things that every tab must see at once. */

/** @param storage `sessionStorage` for what is of this tab alone */
export function readLocal<T>(key: string, storage: 'localStorage' | 'sessionStorage' = 'localStorage'): T | undefined {
  try {
    return JSON.parse(self[storage].getItem(key)!);
  } catch {
    // Refused, or not ours.
  }
}

export function writeLocal(key: string, value?: unknown): void {
  try {
    // Without a value: what then stands there reads as nothing.
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Refused or full: what is kept lasts as long as the page.
  }
}
