/**
 * Keeps the derived tables at the truth: everything in them can be computed anew from the raw events,
 * and `settle()` leaves exactly what a fresh computation would.
 */
import type { Catalog } from '@attachkit/sdk/catalog';
import type { Store } from '../store/store.ts';

export interface RollupOptions {
  store: Store;
  /** The catalog in force; asked at every settling, so a change is noticed. */
  catalog: () => Catalog;
}

export interface Rollup {
  /**
   * Brings the derived tables up to the last stored event and to the catalog in force.
   * Concurrent calls share one run. Costs next to nothing when nothing is new.
   */
  settle(): Promise<void>;

  /** Computes everything anew from the raw events and reports each row that was not as it should be. */
  rebuild(): Promise<Difference[]>;

  /** After an erasure: what is derived can no longer be trusted; the next `settle()` makes all of it anew. */
  invalidate(): Promise<void>;
}

/** A row that the derived tables had too much or too little. */
export interface Difference {
  table: string;
  kind: 'missing' | 'surplus';
  row: Record<string, unknown>;
}

export function createRollup(_options: RollupOptions): Rollup {
  throw new Error('not written yet');
}
