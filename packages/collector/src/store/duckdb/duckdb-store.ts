/** The embedded store: one DuckDB file. Appends, transactions and questions do not wait for one another. */
import { randomInt, randomUUID } from 'node:crypto';
import { log, reasonOf } from '../../log.ts';
import { loadSavedIdentifiers, type SavedState, saveIdentifiers } from '../identifier-file.ts';
import { IdentifierIndex } from '../identifier-index.ts';
import { Mutex } from '../mutex.ts';
import { SAVED_IDENTIFIERS_NOTE, writeNote } from '../note.ts';
import type { RefusedEvent } from '../schema.ts';
import type { Appended, IncomingEvent, Parameters, Row, Store, Transaction } from '../store.ts';
import { StoreBusy } from '../store.ts';
import { Checkpoints } from './checkpoints.ts';
import { writeAnew } from './compaction.ts';
import { type Connections, connect, disconnect, READERS } from './connections.ts';
import {
  type Candidate,
  findStored,
  lastSequence,
  readIdentifiers,
  readIdentifiersFrom,
  readSavedState,
} from './deduplication.ts';
import { explainOpenFault, explainWriteFault, isInvalidated } from './faults.ts';
import { migrate } from './migrations.ts';
import { appendAll, run, transactionOn } from './statements.ts';

export interface DuckDBStoreOptions {
  /** The database's file. */
  path: string;
  /** How long ids are remembered at least, counted back from the latest arrival. Default 36 days. */
  deduplicationWindowMs?: number;
  /** DuckDB's own, such as `memory_limit` and `threads`. */
  settings?: Record<string, string>;
}

const DEDUPLICATION_WINDOW_MS = 36 * 86_400_000;
const REOPEN_INTERVAL_MS = 1_000;

/** One process may open a file once; DuckDB itself only keeps other processes out. */
const openPaths = new Set<string>();

export class DuckDBStore implements Store {
  readonly engine = 'duckdb';
  readonly #options: DuckDBStoreOptions;
  readonly #appends = new Mutex();
  readonly #transactions = new Mutex();
  readonly #readers = Array.from({ length: READERS }, () => new Mutex());
  #connections!: Connections;
  #checkpoints: Checkpoints | undefined;
  #identifiers!: IdentifierIndex;
  /** What the file of identifiers holds, as long as nothing came in since. */
  #saved: SavedState | undefined;
  #remembersEverything = false;
  #nextSequence = 1;
  #nextReader = 0;
  /** The last commit failed, which does not tell whether it holds. */
  #outcomeUnknown = false;
  /** Why nothing can be done just now, while the database is being opened anew. */
  #unavailable: Error | undefined;
  #closing = false;

  private constructor(options: DuckDBStoreOptions) {
    this.#options = options;
  }

  /** @throws {StoreBusy} when the file is open elsewhere */
  static async open(options: DuckDBStoreOptions): Promise<DuckDBStore> {
    const { path, settings, deduplicationWindowMs = DEDUPLICATION_WINDOW_MS } = options;
    if (openPaths.has(path)) throw new StoreBusy(`${path} is open in this process already.`);
    const store = new DuckDBStore(options);
    openPaths.add(path);
    try {
      store.#connections = await connect(path, settings);
      await migrate(store.#connections.transacting);
      await store.#recall(deduplicationWindowMs);
      store.#checkpoints = new Checkpoints({ path, checkpoint: () => store.#checkpoint() });
    } catch (error) {
      openPaths.delete(path);
      throw explainOpenFault(error, path);
    }
    return store;
  }

  append(events: IncomingEvent[], refused: RefusedEvent[] = []): Promise<Appended> {
    return this.#appends.run(() =>
      this.#guard(async () => {
        if (this.#outcomeUnknown) await this.#catchUp();
        const stored = await this.#selectNew(events);
        if (refused.length > 0 || stored.includes(true)) await this.#commit(events, stored, refused);
        return { stored };
      }),
    );
  }

  async compareWithEverything(): Promise<void> {
    if (this.#remembersEverything) return;
    await this.#appends.run(() => this.#guard(() => this.#remember(Number.POSITIVE_INFINITY)));
    this.#remembersEverything = true;
  }

  query<R extends Row = Row>(sql: string, parameters: Parameters = {}): Promise<R[]> {
    const reader = this.#nextReader++ % READERS;
    return this.#readers[reader]!.run(() =>
      this.#guard(() => run<R>(this.#connections.reading[reader]!, sql, parameters)),
    );
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#transactions.run(() => this.#guard(() => inTransaction(this.#connections.transacting, work)));
  }

  compact(): Promise<void> {
    return this.#alone(async () => {
      await disconnect(this.#connections);
      try {
        await writeAnew(this.#options.path);
      } finally {
        this.#connections = await connect(this.#options.path, this.#options.settings);
      }
    });
  }

  async close(): Promise<void> {
    this.#checkpoints?.stop();
    await this.#saveIdentifiers();
    this.#closing = true;
    await this.#alone(() => disconnect(this.#connections));
    openPaths.delete(this.#options.path);
  }

  /** Which of them are not stored yet, nor given twice. */
  async #selectNew(events: IncomingEvent[]): Promise<boolean[]> {
    const seen = new Set<string>();
    const candidates: Candidate[] = [];
    const isNew = events.map(({ event: { keySpace, messageId } }, index) => {
      const key = `${keySpace}:${messageId}`;
      if (seen.has(key)) return false;
      seen.add(key);
      for (const range of this.#identifiers.find(keySpace, messageId))
        candidates.push({ index, keySpace, messageId, range });
      return true;
    });
    if (candidates.length === 0) return isNew;
    for (const index of await findStored(this.#connections.appending, candidates)) isNew[index] = false;
    return isNew;
  }

  async #commit(events: IncomingEvent[], stored: boolean[], refused: RefusedEvent[]): Promise<void> {
    const connection = this.#connections.appending;
    const selected = events.filter((_, index) => stored[index]);
    this.#outcomeUnknown = true;
    await inTransaction(connection, () => appendAll(connection, selected, refused, this.#nextSequence));
    this.#outcomeUnknown = false;
    for (const { event } of selected) {
      this.#identifiers.add(event.keySpace, event.messageId, this.#nextSequence++, event.arrivedAt / 1000);
    }
    this.#checkpoints?.committed();
  }

  /** After transactions and between appends: what writes stands in its way, and waits for it. Questions do not. */
  #checkpoint(): Promise<void> {
    return this.#transactions.run(() =>
      this.#appends.run(() =>
        this.#guard(async () => {
          if (!this.#closing) await this.#connections.appending.run('CHECKPOINT');
        }),
      ),
    );
  }

  /** From the file where it fits, else from the rows. */
  async #recall(windowMs: number): Promise<void> {
    const state = await readSavedState(this.#connections.appending);
    const saved = state && (await loadSavedIdentifiers(this.#identifierPath, state, windowMs));
    if (!saved) return await this.#remember(windowMs);
    this.#saved = state;
    this.#identifiers = saved;
    this.#nextSequence = 1 + state.lastSequence;
  }

  async #remember(windowMs: number): Promise<void> {
    const connection = this.#connections.appending;
    this.#identifiers = new IdentifierIndex(randomInt(2 ** 31), windowMs);
    await readIdentifiers(connection, this.#identifiers, windowMs);
    this.#nextSequence = 1 + (await lastSequence(connection));
  }

  get #identifierPath(): string {
    return `${this.#options.path}.identifiers`;
  }

  /** Only makes the next start quicker, so a failure is no more than said. */
  async #saveIdentifiers(): Promise<void> {
    await this.#appends.idle();
    const lastSequence = this.#nextSequence - 1;
    if (this.#outcomeUnknown || this.#unavailable || this.#saved?.lastSequence === lastSequence) return;
    const state = { mark: randomUUID(), lastSequence };
    try {
      await this.transaction((transaction) => writeNote(transaction, SAVED_IDENTIFIERS_NOTE, state.mark));
      await saveIdentifiers(this.#identifierPath, this.#identifiers, state);
    } catch (error) {
      log('warn', 'identifiers_not_saved', { reason: reasonOf(error) });
    }
  }

  /** A commit that failed may have reached the disk all the same: what it left there is known from now on. */
  async #catchUp(): Promise<void> {
    const connection = this.#connections.appending;
    await readIdentifiersFrom(connection, this.#identifiers, this.#nextSequence);
    this.#nextSequence = 1 + Math.max(this.#nextSequence - 1, await lastSequence(connection));
    this.#outcomeUnknown = false;
  }

  /** Explains what goes wrong, and has the database opened anew when it gave itself up. */
  async #guard<T>(work: () => Promise<T>): Promise<T> {
    if (this.#unavailable) throw this.#unavailable;
    try {
      return await work();
    } catch (error) {
      const explained = explainWriteFault(error);
      if (isInvalidated(error) && !this.#unavailable && !this.#closing) {
        this.#unavailable = explained;
        void this.#reopen();
      }
      throw explained;
    }
  }

  /** DuckDB gives itself up when its log cannot be written. What was acknowledged is in the files. */
  async #reopen(): Promise<void> {
    await this.#alone(() => disconnect(this.#connections).catch(() => {}));
    while (this.#unavailable && !this.#closing) {
      try {
        this.#connections = await connect(this.#options.path, this.#options.settings);
        this.#unavailable = undefined;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, REOPEN_INTERVAL_MS));
      }
    }
  }

  /** Runs it once everything that was asked for before is done, and before anything that is asked for after. */
  #alone(work: () => Promise<void>): Promise<void> {
    const locks = [this.#transactions, this.#appends, ...this.#readers];
    return locks.reduceRight<() => Promise<void>>((inner, lock) => () => lock.run(inner), work)();
  }
}

/** All of it holds, or none. */
async function inTransaction<T>(
  connection: Connections['transacting'],
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  await connection.run('BEGIN');
  try {
    const result = await work(transactionOn(connection));
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => {});
    throw error;
  }
}
