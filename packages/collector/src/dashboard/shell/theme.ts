/** Light, dark, or as the system has it: the reader's choice, kept in this browser. */
import { useEffect, useState } from 'preact/hooks';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'attachkit:theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

export function theme(): Theme {
  try {
    return (localStorage.getItem(KEY) as Theme | null) ?? 'system';
  } catch {
    return 'system';
  }
}

export function applyTheme(choice: Theme = theme()): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  if (choice === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  for (const listener of listeners) listener();
}

/** Changes whenever colours do, so that what draws on a canvas can draw anew. */
export function useColours(): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const changed = () => setVersion((count) => count + 1);
    listeners.add(changed);
    dark.addEventListener('change', changed);
    return () => {
      listeners.delete(changed);
      dark.removeEventListener('change', changed);
    };
  }, []);
  return version;
}
