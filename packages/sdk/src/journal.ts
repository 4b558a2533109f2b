/**
 * The page's one database, written ahead: changes gather for a microtask, go in one transaction and
 * are committed explicitly, because a browser may drop an uncommitted one when the tab navigates in
 * the same moment. While consent is pending changes wait; denied, they go.
 */
import { promisifyRequest } from 'idb-keyval';
import type { Core, Kept } from './core.ts';
import { isGranted } from './permission.ts';
import { tellDelivery } from './signals.ts';

const STORE = 'attachkit';
/** Some versions of Safari never answer `open`. */
const OPEN_TIMEOUT_MS = 3000;

/** @param value `undefined` deletes */
export function put(core: Core, key: string, value?: unknown): void {
  // What could not be written waits with the rest for the next flush.
  if (!core.changes_.size) queueMicrotask(() => transact(core, (objects) => commit(core, objects)));
  core.changes_.set(key, value);
}

/** One of the records that all tabs share. */
export function keep<Name extends keyof Kept>(core: Core, name: Name, value: Kept[Name]): void {
  core.kept_[name] = value;
  put(core, name, value);
}

/** @param use told what a request in a transaction answers */
export function read<Answer>(request: IDBRequest<Answer>, use: (answer: Answer) => void): void {
  request.onsuccess = () => use(request.result);
}

/** From inside a transaction: writes what waits by now, and commits. */
export function commit(core: Core, objects: IDBObjectStore): void {
  write(core.changes_, objects);
  core.changes_.clear();
  objects.transaction.commit();
}

function write(changes: Map<string, unknown>, objects: IDBObjectStore): void {
  for (const [key, value] of changes) value === undefined ? objects.delete(key) : objects.put(value, key);
}

/**
 * Writes what waits, then runs `work`, in one transaction.
 * @param work synchronous, may run twice; places its requests
 * Where the database does not do it, the caller goes on from memory.
 */
export async function transact(core: Core, work: (objects: IDBObjectStore) => void): Promise<void> {
  if (core.consent_ === 'denied') core.changes_.clear();
  if (!isGranted(core) || core.hangs_) return;
  let batch = new Map<string, unknown>();
  const attempt = () =>
    open(core, (objects) => {
      // Taken only now, so that what `work` reads holds all that was said; kept for the second try.
      batch = new Map([...batch, ...core.changes_]);
      core.changes_.clear();
      write(batch, objects);
      work(objects);
    });
  await attempt()
    .catch((error) => {
      // "Connection lost": a new connection mends it.
      core.database_ = undefined;
      if (core.hangs_) throw error;
      return attempt();
    })
    .catch((error) => {
      core.hasFailed_ = true;
      tellDelivery(core, 'memory', 0, error?.name);
    });
}

/** One transaction, to its end. */
function open(core: Core, work: (objects: IDBObjectStore) => void): Promise<unknown> {
  core.database_ ??= connect(core.name_);
  return Promise.race([
    core.database_.then((database) => {
      core.isOpen_ = true;
      const transaction = database.transaction(STORE, 'readwrite');
      work(transaction.objectStore(STORE));
      return promisifyRequest(transaction);
    }),
    new Promise((_, reject) => {
      if (!core.isOpen_)
        setTimeout(() => {
          core.hangs_ = !core.isOpen_;
          if (core.hangs_) reject({ name: 'timeout' });
        }, OPEN_TIMEOUT_MS);
    }),
  ]);
}

async function connect(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  const database = await promisifyRequest(request);
  // Somebody deletes the database: closing lets them, and the next transaction opens a new one.
  database.onversionchange = () => database.close();
  return database;
}
