/**
 * Changes on their way to the page's database: gathered for a microtask, written in one
 * transaction. Without leave to store they wait (consent pending) or go (denied).
 */
import { openStore } from './store.ts';

/** Whether this browser may keep anything: `undefined` while nobody knows yet. */
export type MayStore = () => boolean | undefined;

export interface Journal {
  /** @param value `undefined` deletes */
  put_(key: string, value?: unknown): void;
  /**
   * Writes what waits, then runs `work`, in one transaction.
   * @param work places its requests; commits by itself if it wants to be sure before a navigation
   * @returns false where the database did nothing of it
   */
  transact_(work: (objects: IDBObjectStore) => void): Promise<boolean>;
  /** From inside a transaction: writes what has come to wait since it began, and commits. */
  commit_(objects: IDBObjectStore): void;
  /** Everything that was ever put is in the database, or will be. */
  isWhole_(): boolean;
  /** Call when the leave to store has changed. */
  settle_(): void;
  /** Drops everything, stored or waiting. */
  clear_(): void;
}

export function openJournal(name: string, mayStore: MayStore, onFailure: (reason: string) => void): Journal {
  let isWhole = true;
  const transact = openStore(name, (reason) => {
    isWhole = false;
    onFailure(reason);
  });
  let changes = new Map<string, unknown>();
  let isScheduled = false;

  const write = (batch: Map<string, unknown>, objects: IDBObjectStore) => {
    for (const [key, value] of batch) value === undefined ? objects.delete(key) : objects.put(value, key);
  };
  const takeChanges = () => {
    const batch = changes;
    changes = new Map();
    return batch;
  };
  const commit = (objects: IDBObjectStore) => {
    write(takeChanges(), objects);
    objects.transaction.commit();
  };

  const transactChanges = async (work: (objects: IDBObjectStore) => void) => {
    if (!mayStore()) return false;
    let batch = new Map<string, unknown>();
    return transact((objects) => {
      // Taken only now, so that what `work` reads holds everything said until now; kept for a second try.
      batch = new Map([...batch, ...takeChanges()]);
      write(batch, objects);
      work(objects);
    });
  };

  const settle = () => {
    if (mayStore() === false) changes.clear();
    if (changes.size && !isScheduled && mayStore()) {
      isScheduled = true;
      queueMicrotask(() => {
        isScheduled = false;
        if (changes.size) transactChanges(commit);
      });
    }
  };

  return {
    put_(key, value) {
      changes.set(key, value);
      settle();
    },
    transact_: transactChanges,
    commit_: commit,
    isWhole_: () => isWhole,
    settle_: settle,
    clear_() {
      changes.clear();
      transact((objects) => {
        objects.clear();
        objects.transaction.commit();
      });
    },
  };
}
