/** Picks the engine. The one place that knows which there are. */
import { join } from 'node:path';
import { DuckDBStore } from './duckdb/duckdb-store.ts';
import type { Store } from './store.ts';

export interface OpenStoreOptions {
  dataDirectory: string;
  /** DuckDB's own settings, such as `memory_limit`. */
  settings?: Record<string, string>;
}

export interface OpenedStore {
  store: Store;
  /** The file whose size and disk the health report tells. */
  databasePath: string;
}

/** @throws {StoreBusy} when another process has the data directory */
export async function openStore({ dataDirectory, settings }: OpenStoreOptions): Promise<OpenedStore> {
  const databasePath = join(dataDirectory, 'attachkit.duckdb');
  return { store: await DuckDBStore.open({ path: databasePath, settings }), databasePath };
}
