/**
 * What this browser knows of the use of features. Each use is a record of its own, written in the
 * same transaction as its event, so that tabs never overwrite one another's counts; old ones are
 * folded into day counts when a page starts.
 */
import { dayOf, parseDay } from './calendar.ts';
import type { Core, Use } from './core.ts';
import { accountOf } from './identity.ts';
import { commit, keep, put, read } from './journal.ts';
import type { AccountState } from './protocol.ts';

/** The latest stay apart: a state that the host passes may be older than they are. */
const USES_MAX = 1000;
/** Some years of heavy use; then the first of them go. */
const FOLDED_MAX = 5000;

export const zonedDay = (core: Core, at: number): number => dayOf(at, core.catalog_?.timezone ?? 'UTC');

/** Uses of a feature by the current account, by day number. */
export const daysOf = (core: Core, feature: string): Map<number, number> => core.view_.get(feature) ?? new Map();

export const add = <Key>(counts: Map<Key, number>, key: Key, more: number): Map<Key, number> =>
  counts.set(key, (counts.get(key) ?? 0) + more);

/** @param from day number; without one, since ever */
export function countSince(core: Core, feature: string, from = 0): number {
  let count = 0;
  for (const [day, uses] of daysOf(core, feature)) if (day >= from) count += uses;
  return count;
}

/** What the host passed for the current account, if it did. */
export function hydratedState(core: Core): AccountState | undefined {
  const { hydrated } = core.kept_;
  return hydrated?.account === accountOf(core) ? hydrated : undefined;
}

export function addUse(core: Core, use: Use): void {
  if (core.uses_.has(use.id)) return;
  core.uses_.set(use.id, use);
  countUse(core, use);
}

/** The identity, the catalog or the stored counts have changed. */
export function rebuildView(core: Core): void {
  core.view_.clear();
  const state = hydratedState(core);
  if (state) {
    for (const feature in state.lifetime) count(core, feature, 0, state.lifetime[feature]!);
    for (const feature in state.usage)
      for (const date in state.usage[feature]) {
        const uses = state.usage[feature]![date]!;
        count(core, feature, parseDay(date), uses);
        count(core, feature, 0, -uses);
      }
  } else
    for (const [key, uses] of core.kept_.folded ?? []) {
      const [user, group, feature, day] = key.split('\n') as [string, string, string, string];
      if (isOwn(core, user, group)) count(core, feature, +day, uses);
    }
  for (const use of core.uses_.values()) countUse(core, use);
}

/** Reads the stored uses, and folds those that are old. */
export function readUses(core: Core, objects: IDBObjectStore): void {
  const known = [...core.uses_.keys()];
  read(objects.getAll(IDBKeyRange.bound('u', 'v')), (uses: Use[]) => {
    // What was known and is not there has been folded by another tab.
    for (const id of known) core.uses_.delete(id);
    for (const use of uses) core.uses_.set(use.id, use);
    if (core.catalog_) fold(core);
    commit(core, objects);
  });
}

function fold(core: Core): void {
  const { folded = new Map<string, number>() } = core.kept_;
  const old = [...core.uses_.values()].slice(0, -USES_MAX);
  for (const { id, user, group, feature, quantity, at } of old) {
    add(folded, [user, group, feature, zonedDay(core, at)].join('\n'), quantity);
    core.uses_.delete(id);
    put(core, `u${id}`);
  }
  if (old[0]) keep(core, 'folded', new Map([...folded].slice(-FOLDED_MAX)));
}

function count(core: Core, feature: string, day: number, uses: number): void {
  core.view_.set(feature, add(daysOf(core, feature), day, uses));
}

function countUse(core: Core, use: Use): void {
  const state = hydratedState(core);
  if (isOwn(core, use.user, use.group) && !(state && isIn(core, state, use)))
    count(core, use.feature, zonedDay(core, use.at), use.quantity);
}

const isIn = (core: Core, { asOf }: AccountState, { id, at }: Use) =>
  at <= Date.parse(asOf) && !core.kept_.ahead?.has(id);

/** The collector's rule: a use without a group goes where its user's latest `group` call went. */
function isOwn(core: Core, user: string, group: string): boolean {
  return group && core.catalog_?.account !== 'user'
    ? group === core.identity_.groupId
    : user === core.identity_.userId || user === core.identity_.anonymousId;
}
