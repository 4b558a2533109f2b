/**
 * The page's one database: write-ahead, each transaction committed explicitly, because a browser
 * may drop an uncommitted one when the tab navigates in the same moment.
 */
import { createStore } from 'idb-keyval';

/**
 * Runs `work` in one readwrite transaction.
 * @param work synchronous, may run twice; places its requests and, last of all, commits
 * @returns false where the database did not do it; the caller then goes on from memory
 */
export type Transact = (work: (objects: IDBObjectStore) => void) => Promise<boolean>;

/** Some versions of Safari never answer `open`. */
const OPEN_TIMEOUT_MS = 3000;

/** @param onFailure told the error's name each time the database fails for good */
export function openStore(name: string, onFailure: (reason: string) => void): Transact {
  let store = createStore(name, 'attachkit');
  let isOpen = false;
  let hangs = false;

  const attempt = (work: (objects: IDBObjectStore) => void) =>
    new Promise<unknown>((resolve, reject) => {
      const timer =
        isOpen ||
        setTimeout(() => {
          hangs = true;
          reject({ name: 'timeout' });
        }, OPEN_TIMEOUT_MS);
      store('readwrite', (objects) => {
        const { transaction } = objects;
        isOpen = true;
        clearTimeout(timer as number);
        // Somebody deletes the database: closing lets them, and the next transaction opens a new one.
        transaction.db.onversionchange = () => transaction.db.close();
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error);
        work(objects);
      }).catch(reject);
    });

  return async (work) => {
    for (let tries = hangs ? 0 : 2; tries--; ) {
      try {
        await attempt(work);
        return true;
      } catch (error) {
        if (!tries || hangs) onFailure(String((error as Error)?.name));
        // "Connection lost": a new connection mends it.
        else store = createStore(name, 'attachkit');
        if (hangs) break;
      }
    }
    return false;
  };
}
