/**
 * Keeps the derived tables at the truth: everything in them can be computed anew from the raw events,
 * and `settle()` leaves exactly what a fresh computation would.
 */
import { CATALOG_DEFAULTS, type Catalog } from '@attachkit/sdk/catalog';
import { log } from '../log.ts';
import type { Store, Transaction } from '../store/store.ts';
import { ACCOUNT_TABLES } from './accounts/index.ts';
import { takeIn } from './arrival.ts';
import { CATALOG_TABLES, fillCatalogTables } from './catalog-tables.ts';
import { compareWithCopies, copyTables, type Difference } from './comparison.ts';
import { basesOf, NOTHING_YET, type Progress, ROLLUP_STATE, readProgress, writeProgress } from './progress.ts';
import { RAW_IDENTITY_TABLES } from './raw-tables.ts';
import { RECENT_USE_TABLES, renewActiveDays, renewFeatureSpans } from './recent-use.ts';
import { resolve } from './resolution.ts';
import { nextStretch, type Stretch } from './stretch.ts';
import { createTable, type Table } from './table.ts';
import { type Touched, touchEverybody, touchFeaturesOfBucket, touchFromArrival } from './touched.ts';
import { sweepTouched, USAGE_SPAN_TABLES } from './usage-span.ts';

export type { Difference } from './comparison.ts';

export interface RollupOptions {
  store: Store;
  /** The catalog in force; asked at every settling, so a change is noticed. */
  catalog: () => Catalog;
  /** Events taken in by one transaction. Default 1,000,000. */
  stretchEventsMax?: number;
}

export interface Rollup {
  /**
   * Brings the derived tables up to the last stored event and to the catalog in force.
   * Concurrent calls share one run. Costs next to nothing when nothing is new.
   */
  settle(): Promise<void>;

  /** Computes everything anew from the raw events and reports each row that was not as it should be. */
  rebuild(): Promise<Difference[]>;

  /** The last event taken in, by its sequence. While a long run is under way it grows. */
  readonly takenIn: number;

  /** Ends a run under way at its next portion, whose work is then done again another time; later calls are refused. */
  stop(): Promise<void>;

  /** After an erasure: what is derived can no longer be trusted; the next `settle()` makes all of it anew. */
  invalidate(): Promise<void>;
}

/** What is made from the days of use, of each account from the first day on that something changed. */
const USAGE_TABLES: readonly Table[] = [...USAGE_SPAN_TABLES, ...RECENT_USE_TABLES];
/** Every table that can be made anew, in the order of computation. */
export const DERIVED_TABLES: readonly Table[] = [...RAW_IDENTITY_TABLES, ...ACCOUNT_TABLES, ...USAGE_TABLES];
const STRETCH_EVENTS_MAX = 1_000_000;
const LARGE_STRETCH_EVENTS = 50_000;
/** What the steps of a settling leave for one another. */
const WORKING_TABLES = [
  ...['fresh_identity', 'tie_call', 'fresh_tie', 'group_call', 'fresh_joining', 'fresh_story', 'fresh_daily'],
  ...['merged_daily', 'fresh_trait', 'affected_person', 'membership', 'resolved', 'moved_identity', 'touched'],
  ...[
    'touched_usage_all',
    'touched_usage',
    'touched_use',
    'touched_feature',
    'use_of_account',
    'used_feature',
    'swept',
    'reaching_span',
    'joined_span',
    'leaving_span',
    'used_day',
  ],
];

/** The collector is on its way out. */
export class RollupStopped extends Error {
  override name = 'RollupStopped';
}

export function createRollup(options: RollupOptions): Rollup {
  return new DerivedTables(options);
}

class DerivedTables implements Rollup {
  readonly #store: Store;
  readonly #catalog: () => Catalog;
  readonly #stretchEventsMax: number;
  /** `undefined` until read from the store, and after a failure. */
  #progress: Progress | undefined;
  #lastRun: Promise<unknown> = Promise.resolve();
  #waiting: Promise<void> | undefined;
  #takenIn = 0;
  #stopping = false;

  constructor({ store, catalog, stretchEventsMax = STRETCH_EVENTS_MAX }: RollupOptions) {
    this.#store = store;
    this.#catalog = catalog;
    this.#stretchEventsMax = stretchEventsMax;
  }

  get takenIn(): number {
    return this.#takenIn;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#lastRun;
  }

  settle(): Promise<void> {
    // Whoever asks while a run is under way waits for the next one, which sees all that was stored by now.
    this.#waiting ??= this.#inTurn(async () => {
      this.#waiting = undefined;
      await this.#bringUp();
    });
    return this.#waiting;
  }

  rebuild(): Promise<Difference[]> {
    return this.#inTurn(async () => {
      await this.#bringUp();
      await this.#store.transaction((transaction) => copyTables(transaction, DERIVED_TABLES));
      this.#progress = await startOver(this.#store, this.#catalog());
      await this.#bringUp();
      return await this.#store.transaction((transaction) => compareWithCopies(transaction, DERIVED_TABLES));
    });
  }

  invalidate(): Promise<void> {
    return this.#inTurn(async () => {
      await open(this.#store);
      await this.#store.transaction((transaction) => writeProgress(transaction, NOTHING_YET));
      this.#progress = NOTHING_YET;
      this.#takenIn = 0;
    });
  }

  /** One after another: two runs would take the same events in twice. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#lastRun.then(work, work);
    this.#lastRun = run.catch(() => undefined);
    return run;
  }

  async #bringUp(): Promise<void> {
    let progress = this.#progress ?? (await open(this.#store));
    this.#progress = undefined;
    const catalog = this.#catalog();
    const { arrivalBasis, accountBasis } = basesOf(catalog);
    if (progress.arrivalBasis !== arrivalBasis) progress = await startOver(this.#store, catalog);
    for (;;) {
      this.#takenIn = progress.sequence;
      const stretch = await nextStretch(this.#store, progress.sequence, this.#stretchEventsMax);
      if (!stretch && progress.accountBasis === accountBasis) break;
      const before = progress;
      progress = await this.#store.transaction((transaction) =>
        step(transaction, catalog, before, stretch, this.#goOn),
      );
      // What arrived since the question was asked is for the next one; under load there is always more.
      if (stretch?.isLast ?? true) break;
      log('info', 'rollup_progress', { takenIn: progress.sequence });
    }
    this.#progress = progress;
    this.#takenIn = progress.sequence;
  }

  readonly #goOn = (): void => {
    if (this.#stopping) throw new RollupStopped('The collector is stopping.');
  };
}

/** Takes one stretch in; with the last one, the account tables follow. */
async function step(
  transaction: Transaction,
  catalog: Catalog,
  before: Progress,
  stretch: Stretch | undefined,
  goOn: () => void,
): Promise<Progress> {
  goOn();
  const account = catalog.account ?? CATALOG_DEFAULTS.account;
  const arrived = stretch && (await takeIn(transaction, catalog, stretch));
  const moved = arrived !== undefined && (await resolve(transaction, account, arrived));
  const { arrivalBasis, accountBasis } = basesOf(catalog);
  const isLast = stretch?.isLast ?? true;
  if (isLast && arrived && before.accountBasis === accountBasis) {
    await refreshAccounts(transaction, catalog, await touchFromArrival(transaction, arrived, moved), goOn);
  } else if (isLast) {
    await fillCatalogTables(transaction, catalog);
    await refreshAccounts(transaction, catalog, await touchEverybody(transaction), goOn);
  }
  const after = {
    sequence: stretch?.to ?? before.sequence,
    arrivalBasis,
    accountBasis: isLast ? accountBasis : '',
  };
  await writeProgress(transaction, after);
  // Small ones cost less to replace at the next settling than to drop at each.
  if (!stretch || stretch.to - stretch.from > LARGE_STRETCH_EVENTS) await dropWorkingTables(transaction);
  return after;
}

async function dropWorkingTables(transaction: Transaction): Promise<void> {
  for (const name of WORKING_TABLES) await transaction.run(`DROP TABLE IF EXISTS ${name}`);
}

async function open(store: Store): Promise<Progress> {
  return await store.transaction(async (transaction) => {
    for (const table of [ROLLUP_STATE, ...CATALOG_TABLES, ...DERIVED_TABLES]) await transaction.run(createTable(table));
    return await readProgress(transaction);
  });
}

async function startOver(store: Store, catalog: Catalog): Promise<Progress> {
  return await store.transaction(async (transaction) => {
    for (const table of DERIVED_TABLES) {
      await transaction.run(`DROP TABLE IF EXISTS ${table.name}`);
      await transaction.run(createTable(table));
    }
    const progress = { ...NOTHING_YET, arrivalBasis: basesOf(catalog).arrivalBasis };
    await writeProgress(transaction, progress);
    return progress;
  });
}

/** @param goOn throws when it should end */
async function refreshAccounts(
  transaction: Transaction,
  catalog: Catalog,
  touched: Touched,
  goOn: () => void,
): Promise<void> {
  const isEverybody = touched.who === 'everybody';
  const scope = { customers: catalog.customers ?? CATALOG_DEFAULTS.customers };
  for (const table of touched.who === 'nobody' ? [] : ACCOUNT_TABLES) {
    const restriction = isEverybody ? '' : 'WHERE account IN (SELECT account FROM touched)';
    await transaction.run(`DELETE FROM ${table.name} ${restriction}`);
    await transaction.run(`INSERT INTO ${table.name} ${table.select(scope)}`);
  }
  if (isEverybody) {
    for (const { name } of USAGE_TABLES) await transaction.run(`DELETE FROM ${name}`);
  }
  for (let bucket = 0; bucket < touched.usageBuckets; bucket++) {
    goOn();
    await transaction.run(`CREATE OR REPLACE TEMP TABLE touched_usage AS
      SELECT account, from_day FROM touched_usage_all WHERE bucket = ${bucket}`);
    await sweepTouched(transaction);
    await renewActiveDays(transaction);
    if (!isEverybody) continue;
    await touchFeaturesOfBucket(transaction);
    await renewFeatureSpans(transaction, 'touched_use');
  }
  if (touched.features) await renewFeatureSpans(transaction);
}
