/**
 * Where the history lives: one record a user in IndexedDB, changed only by the reducer and only inside a
 * transaction, so that two tabs cannot both use the last of a cap. Where there is no storage there is no
 * history, and without a history nothing is shown.
 */
import { type Change, type History, NOTHING_YET, remember } from '../decide/history.ts';

const NAME = 'attachkit-prompts';

export interface Memory {
  /** As this tab knows it; `undefined` until read, and where the storage refuses. */
  history: History | undefined;
  /** Reads the record of a user and from then on keeps to it. */
  load(user: string): Promise<unknown>;
  /**
   * @param unless looks at the stored history first: `true` leaves it as it is
   * @returns whether the change is on disk
   */
  add(change: Change, nowMs: number, unless?: (stored: History) => unknown): Promise<boolean>;
  /** Forgets this user. */
  clear(): void;
  close(): void;
}

/** @param onChange this or another tab changed the history */
export function openMemory(onChange: () => void): Memory {
  let user: string;
  let hasEnded = false;
  const tabs = new BroadcastChannel(NAME);
  tabs.onmessage = () => memory.load(user);

  async function run(change: (stored: History) => History | false): Promise<boolean> {
    const of = user;
    let changed: History | false = false;
    let found: History | undefined;
    try {
      await transact(of, (stored) => {
        found = { ...NOTHING_YET, ...stored };
        changed = change(found);
        return changed;
      });
    } catch {
      found = undefined;
      changed = false;
    }
    if (of === user) memory.history = changed || found;
    if (changed && !hasEnded) tabs.postMessage(0);
    onChange();
    return !!changed;
  }

  const memory: Memory = {
    history: undefined,
    load(of) {
      if (user !== of) memory.history = undefined;
      user = of;
      return run(() => false);
    },
    add: (change, nowMs, unless) => run((stored) => !unless?.(stored) && remember(stored, change, nowMs)),
    clear: () => run(() => NOTHING_YET),
    close() {
      hasEnded = true;
      tabs.close();
    },
  };
  return memory;
}

/** A connection of its own for each, so that none keeps another tab from deleting or upgrading. */
const transact = (key: string, change: (stored: History | undefined) => unknown): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME);
    opening.onerror = reject;
    opening.onupgradeneeded = () => opening.result.createObjectStore(NAME);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction(NAME, 'readwrite');
      const store = transaction.objectStore(NAME);
      const reading = store.get(key);
      reading.onsuccess = () => {
        const next = change(reading.result);
        if (next) store.put(next, key);
      };
      transaction.onabort = reject;
      transaction.oncomplete = () => {
        database.close();
        resolve(0);
      };
    };
  });
