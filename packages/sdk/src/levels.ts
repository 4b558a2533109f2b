/** How far each account had come with what is watched: kept, so that a crossing is told once over page loads. */
import type { Journal } from './journal.ts';

const ACCOUNTS_MAX = 50;

export interface Levels {
  /** @returns 0 for what was never reached */
  get_(key: string): number;
  /** @returns the level before */
  move_(key: string, level: number): number;
  /** An account goes on as another: an anonymous visitor signs in, a user joins an account. */
  inherit_(from: string): void;
  load_(objects: IDBObjectStore): void;
  clear_(): void;
}

export function keepLevels(journal: Journal, account: () => string): Levels {
  let levels: Record<string, Record<string, number>> = {};
  const get = (key: string) => levels[account()]?.[key] ?? 0;
  const save = () => {
    for (const old of Object.keys(levels).slice(0, -ACCOUNTS_MAX)) delete levels[old];
    journal.put_('levels', levels);
  };
  return {
    get_: get,
    move_(key, level) {
      const before = get(key);
      if (level !== before) {
        levels[account()] ??= {};
        levels[account()]![key] = level;
        save();
      }
      return before;
    },
    inherit_(from) {
      if (levels[from] && !levels[account()]) {
        levels[account()] = levels[from]!;
        delete levels[from];
        save();
      }
    },
    load_(objects) {
      objects.get('levels').onsuccess = (event) => {
        levels = (event.target as IDBRequest).result ?? {};
      };
    },
    clear_() {
      levels = {};
    },
  };
}
