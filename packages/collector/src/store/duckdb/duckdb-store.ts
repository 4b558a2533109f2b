/**
 * The embedded store: one DuckDB file. Four kinds of connection, so that none waits for another:
 * one appends events, one runs transactions, a few answer questions.
 */
import { randomInt } from 'node:crypto';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { IdentifierIndex } from '../identifier-index.ts';
import { Mutex } from '../mutex.ts';
import type { RefusedEvent } from '../schema.ts';
import type { Appended, IncomingEvent, Parameters, Row, Store, Transaction } from '../store.ts';
import { StoreBusy } from '../store.ts';
import { appendCells, appendEvent, appendRefused, appendTrait } from './appending.ts';
import { type Candidate, findStored, loadIdentifiers } from './deduplication.ts';
import { explainOpenFault, explainWriteFault, isInvalidated } from './faults.ts';
import { migrate } from './migrations.ts';
import { bindParameters, readRows } from './values.ts';

export interface DuckDBStoreOptions {
  /** The database's file. `:memory:` is for tests that need no disk. */
  path: string;
  /** Epoch milliseconds. */
  now?: () => number;
  /** How long ids are remembered at least. Default 36 days. */
  deduplicationWindowMs?: number;
  /** DuckDB's own, such as `memory_limit` and `threads`. */
  settings?: Record<string, string>;
}

const DAY_MS = 86_400_000;
const READERS = 3;

/** One process may open a file once; DuckDB itself only keeps other processes out. */
const openPaths = new Set<string>();

interface Connections {
  instance: DuckDBInstance;
  appending: DuckDBConnection;
  transacting: DuckDBConnection;
  reading: DuckDBConnection[];
}

export class DuckDBStore implements Store {
  readonly engine = 'duckdb';
  readonly #options: DuckDBStoreOptions;
  readonly #now: () => number;
  readonly #appends = new Mutex();
  readonly #transactions = new Mutex();
  readonly #readers = Array.from({ length: READERS }, () => new Mutex());
  #connections!: Connections;
  #identifiers!: IdentifierIndex;
  #nextSequence = 1;
  #nextReader = 0;

  private constructor(options: DuckDBStoreOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  static async open(options: DuckDBStoreOptions): Promise<DuckDBStore> {
    const { path } = options;
    if (openPaths.has(path)) throw new StoreBusy(`${path} is open in this process already.`);
    const store = new DuckDBStore(options);
    if (path !== ':memory:') openPaths.add(path);
    try {
      store.#connections = await connect(options);
      await migrate(store.#connections.transacting);
      await store.#remember(store.#now() - (options.deduplicationWindowMs ?? 36 * DAY_MS));
    } catch (error) {
      openPaths.delete(path);
      throw explainOpenFault(error, path);
    }
    return store;
  }

  append(events: IncomingEvent[], refused: RefusedEvent[] = []): Promise<Appended> {
    return this.#appends.run(async () => {
      const stored = await this.#selectNew(events);
      if (refused.length > 0 || stored.includes(true)) await this.#commit(events, stored, refused);
      return { stored };
    });
  }

  compareWithEverything(): Promise<void> {
    return this.#appends.run(() => this.#remember(Number.NEGATIVE_INFINITY));
  }

  query<R extends Row = Row>(sql: string, parameters: Parameters = {}): Promise<R[]> {
    const reader = this.#nextReader++ % READERS;
    return this.#readers[reader]!.run(() => run<R>(this.#connections.reading[reader]!, sql, parameters));
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#transactions.run(async () => {
      const connection = this.#connections.transacting;
      await connection.run('BEGIN');
      try {
        const result = await work(transactionOn(connection));
        await connection.run('COMMIT');
        return result;
      } catch (error) {
        await connection.run('ROLLBACK').catch(() => {});
        throw explainWriteFault(error);
      }
    });
  }

  async close(): Promise<void> {
    await Promise.all([
      this.#appends.idle(),
      this.#transactions.idle(),
      ...this.#readers.map((reader) => reader.idle()),
    ]);
    const { instance, appending, transacting, reading } = this.#connections;
    await appending.run('CHECKPOINT').catch(() => {});
    for (const connection of [appending, transacting, ...reading]) connection.closeSync();
    instance.closeSync();
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
    const first = this.#nextSequence;
    try {
      await connection.run('BEGIN');
      await appendAll(
        connection,
        events.filter((_, index) => stored[index]),
        refused,
        first,
      );
      await connection.run('COMMIT');
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => {});
      if (isInvalidated(error)) await this.#reopen();
      throw explainWriteFault(error);
    }
    this.#nextSequence = first;
    for (const [index, { event }] of events.entries()) {
      if (!stored[index]) continue;
      this.#identifiers.add(event.keySpace, event.messageId, this.#nextSequence++, event.arrivedAt / 1000);
    }
  }

  async #remember(arrivedAfterMs: number): Promise<void> {
    const seed = randomInt(2 ** 31);
    this.#identifiers = new IdentifierIndex(seed);
    this.#nextSequence = 1 + (await loadIdentifiers(this.#connections.appending, this.#identifiers, arrivedAfterMs));
  }

  /** DuckDB gives itself up when its log cannot be written; what was committed is in the file. */
  async #reopen(): Promise<void> {
    const { instance } = this.#connections;
    instance.closeSync();
    this.#connections = await connect(this.#options);
  }
}

async function connect({ path, settings }: DuckDBStoreOptions): Promise<Connections> {
  const instance = await DuckDBInstance.create(path, settings ?? {});
  const open = () => instance.connect();
  return {
    instance,
    appending: await open(),
    transacting: await open(),
    reading: await Promise.all(Array.from({ length: READERS }, open)),
  };
}

async function appendAll(
  connection: DuckDBConnection,
  events: IncomingEvent[],
  refused: RefusedEvent[],
  firstSequence: number,
): Promise<void> {
  if (events.length > 0) {
    const appender = await connection.createAppender('event');
    events.forEach(({ event }, index) => {
      appendEvent(appender, firstSequence + index, event);
    });
    appender.closeSync();
  }
  if (events.some(({ traits }) => traits.length > 0)) {
    const appender = await connection.createAppender('trait');
    events.forEach(({ traits }, index) => {
      for (const trait of traits) appendTrait(appender, firstSequence + index, trait);
    });
    appender.closeSync();
  }
  if (refused.length > 0) {
    const appender = await connection.createAppender('refused_event');
    for (const one of refused) appendRefused(appender, one);
    appender.closeSync();
  }
}

function transactionOn(connection: DuckDBConnection): Transaction {
  return {
    run: async (sql, parameters = {}) => {
      await run(connection, sql, parameters);
    },
    query: (sql, parameters = {}) => run(connection, sql, parameters),
    insert: async (table, rows) => {
      const appender = await connection.createAppender(table);
      const types = Array.from({ length: appender.columnCount }, (_, index) => appender.columnType(index));
      for (const row of rows) appendCells(appender, types, row);
      appender.closeSync();
    },
  };
}

async function run<R extends Row>(connection: DuckDBConnection, sql: string, parameters: Parameters): Promise<R[]> {
  const { values, types } = bindParameters(parameters);
  return readRows<R>(await connection.run(sql, values, types));
}
