/**
 * What the collector asks of a database. DuckDB is the embedded one; a second engine implements
 * the same verbs in a folder with the same file names.
 */
import type { RefusedEvent, StoredEvent, StoredTrait } from './schema.ts';

/** Cells as JSON knows them. Whole numbers beyond 2^53 are an error, dates are `YYYY-MM-DD`. */
export type Cell = string | number | boolean | null;
export type Row = Record<string, Cell>;
export type Parameters = Record<string, Cell>;

export interface Appended {
  /** In the order given: was this one stored now, or is it a duplicate? */
  stored: boolean[];
}

/** A message on its way to disk. `sequence` is the store's to give. */
export interface IncomingEvent {
  event: Omit<StoredEvent, 'sequence'>;
  traits: Pick<StoredTrait, 'name' | 'value'>[];
}

/**
 * SQL is written once, in the subset both engines share; `$name` marks a parameter.
 * Reads see every append that was acknowledged before them.
 */
export interface Store {
  readonly engine: 'duckdb' | 'clickhouse';

  /**
   * Stores those whose `(keySpace, messageId)` is not stored yet, and their ids in the same commit.
   * Resolves once they are on disk (fsync). Of equal ids within one call the first counts.
   * Rejects with {@link StoreFull} when the disk is; then nothing of the call is stored.
   * @param refused kept in the same commit, for a later replay
   */
  append(events: IncomingEvent[], refused?: RefusedEvent[]): Promise<Appended>;

  /**
   * From now on ids are compared with everything stored, not only with the deduplication window.
   * For imports of old data; slower.
   */
  compareWithEverything(): Promise<void>;

  query<R extends Row = Row>(sql: string, parameters?: Parameters): Promise<R[]>;

  /** Runs the statements one after another; either all of them hold or none. One at a time. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;

  /** Writes the files anew, so that not a byte of what was deleted stays in them. Everything else waits meanwhile. */
  compact(): Promise<void>;

  /** Waits for what runs, makes it durable and lets go of the files. */
  close(): Promise<void>;
}

export interface Transaction {
  run(sql: string, parameters?: Parameters): Promise<void>;
  query<R extends Row = Row>(sql: string, parameters?: Parameters): Promise<R[]>;
  /** Bulk insert, columns in the table's order. */
  insert(table: string, rows: Cell[][]): Promise<void>;
}

/** The disk has no room: the collector answers 503 until it has. */
export class StoreFull extends Error {
  override name = 'StoreFull';
}

/** More waits to be written than the bounds allow: the collector answers 503 until less does. */
export class StoreOverloaded extends Error {
  override name = 'StoreOverloaded';
}

/** Another process holds the data directory. */
export class StoreBusy extends Error {
  override name = 'StoreBusy';
}
