/** `localStorage`, where the browser lets us: small things that every tab must see at once. */

export function readLocal<T>(key: string): T | undefined {
  try {
    return JSON.parse(localStorage.getItem(key)!);
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
