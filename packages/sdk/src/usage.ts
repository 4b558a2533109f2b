/**
 * What this browser knows of the use of features. Each use is a row of its own, written in the same
 * transaction as its event, so that tabs never overwrite one another's counts; old rows are folded
 * into day counts when a page starts.
 */
import { dayOf, formatDay, parseDay } from './calendar.ts';
import type { Journal } from './journal.ts';
import type { AccountState } from './protocol.ts';
import type { Identity, PageCatalog } from './public-api.ts';

/** One use, in the database under `u` + id. */
export interface Use {
  id: string;
  at: number;
  feature: string;
  quantity: number;
  /** The user, else the anonymous id. */
  user: string;
  /** The account named by the event, or ''. */
  group: string;
}

/** Uses by day, by feature, by owner (see `ownerOf`); day 0 gathers what is too old for any window. */
type DayCountsByOwner = Record<string, Record<string, Record<number, number>>>;

const ROWS_MAX = 200;
const ROW_AGE_MAX_MS = 3_600_000;
const DAYS_KEPT = 400;
const OWNERS_MAX = 50;

export interface Usage {
  /** Uses of a feature by the current account, by day number. */
  days_(feature: string): Map<number, number>;
  lifetime_(feature: string): number;
  /** @param isForeign another tab wrote it already */
  add_(use: Use, isForeign?: boolean): void;
  hydrate_(state: AccountState): void;
  hydrated_(): AccountState | undefined;
  /** Identity or catalog changed. */
  rebuild_(): void;
  /** Reads what is stored; folds what is old. */
  load_(objects: IDBObjectStore): void;
  clear_(): void;
}

export interface UsageContext {
  journal_: Journal;
  now_: () => number;
  identity_: () => Identity;
  catalog_: () => PageCatalog | undefined;
}

const ownerOf = (use: Use) => `${use.user}\n${use.group}`;

export function createUsage({
  journal_: journal,
  now_: now,
  identity_: identity,
  catalog_: catalog,
}: UsageContext): Usage {
  const rows = new Map<string, Use>();
  const view = new Map<string, Map<number, number>>();
  let folded: DayCountsByOwner = {};
  let stored: AccountState | undefined;

  const day = (at: number) => dayOf(at, catalog()?.timezone ?? 'UTC');
  const isByUser = () => catalog()?.account === 'user';
  const days = (feature: string) => {
    let counts = view.get(feature);
    if (!counts) {
      counts = new Map();
      view.set(feature, counts);
    }
    return counts;
  };
  const count = (feature: string, day: number, quantity: number) => {
    const counts = days(feature);
    counts.set(day, (counts.get(day) ?? 0) + quantity);
  };

  /** The collector's rule: a use without a group goes where its user's latest `group` call went. */
  const isOwn = (user: string, group: string) => {
    const { anonymousId, userId, groupId } = identity();
    return group && !isByUser() ? group === groupId : user === userId || user === anonymousId;
  };
  const hydrated = () => {
    const { userId, groupId } = identity();
    return stored && stored.account === (isByUser() ? userId : groupId) ? stored : undefined;
  };
  const isCounted = (use: Use) => {
    const state = hydrated();
    return isOwn(use.user, use.group) && !(state && use.at <= Date.parse(state.asOf));
  };

  const rebuild = () => {
    view.clear();
    const state = hydrated();
    if (state) {
      for (const feature in state.lifetime) count(feature, 0, state.lifetime[feature]!);
      for (const feature in state.usage)
        for (const date in state.usage[feature]) {
          const uses = state.usage[feature]![date]!;
          count(feature, parseDay(date), uses);
          count(feature, 0, -uses);
        }
    } else
      for (const owner in folded) {
        const [user, group] = owner.split('\n');
        if (isOwn(user!, group!))
          for (const feature in folded[owner])
            for (const day in folded[owner]![feature]) count(feature, +day, folded[owner]![feature]![day as never]!);
      }
    for (const use of rows.values()) if (isCounted(use)) count(use.feature, day(use.at), use.quantity);
  };

  /** Moves a row into the day counts, and into the hydrated state where that does not know it yet. */
  const fold = (use: Use) => {
    const owner = ownerOf(use);
    folded[owner] ??= {};
    folded[owner]![use.feature] ??= {};
    const counts = folded[owner]![use.feature]!;
    const day_ = day(use.at);
    counts[day_] = (counts[day_] ?? 0) + use.quantity;
    if (hydrated() && isCounted(use)) {
      const { usage, lifetime } = stored!;
      usage[use.feature] ??= {};
      const date = formatDay(day_);
      usage[use.feature]![date] = (usage[use.feature]![date] ?? 0) + use.quantity;
      lifetime[use.feature] = (lifetime[use.feature] ?? 0) + use.quantity;
    }
    rows.delete(use.id);
    journal.put_(`u${use.id}`);
  };

  const prune = () => {
    const oldest = day(now()) - DAYS_KEPT;
    for (const owner of Object.keys(folded).slice(0, -OWNERS_MAX)) delete folded[owner];
    for (const owner in folded)
      for (const feature in folded[owner]) {
        const counts = folded[owner]![feature]!;
        for (const day in counts)
          if (+day && +day < oldest) {
            counts[0] = (counts[0] ?? 0) + counts[day]!;
            delete counts[day];
          }
      }
  };

  return {
    days_: days,
    lifetime_: (feature) => [...days(feature).values()].reduce((sum, quantity) => sum + quantity, 0),
    add_(use, isForeign) {
      if (rows.has(use.id)) return;
      rows.set(use.id, use);
      if (!isForeign) journal.put_(`u${use.id}`, use);
      if (isCounted(use)) count(use.feature, day(use.at), use.quantity);
    },
    hydrate_(state) {
      stored = structuredClone(state);
      journal.put_('hydrated', stored);
      rebuild();
    },
    hydrated_: hydrated,
    rebuild_: rebuild,
    load_(objects) {
      // Some of these may have been folded by another tab; what is added from now on has not been read.
      const known = [...rows.keys()];
      objects.get('hydrated').onsuccess = (event) => {
        stored = (event.target as IDBRequest).result ?? stored;
      };
      objects.get('folded').onsuccess = (event) => {
        folded = (event.target as IDBRequest).result ?? {};
      };
      objects.getAll(IDBKeyRange.bound('u', 'v')).onsuccess = (event) => {
        const read: Use[] = (event.target as IDBRequest).result;
        for (const id of known) rows.delete(id);
        for (const use of read) rows.set(use.id, use);
        const old = [...rows.values()].slice(0, -ROWS_MAX).filter((use) => use.at < now() - ROW_AGE_MAX_MS);
        if (old.length && catalog()) {
          old.forEach(fold);
          prune();
          journal.put_('folded', folded);
          if (stored) journal.put_('hydrated', stored);
          journal.commit_(objects);
        }
        rebuild();
      };
    },
    clear_() {
      rows.clear();
      folded = {};
      stored = undefined;
      rebuild();
    },
  };
}
