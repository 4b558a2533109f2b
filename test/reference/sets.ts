/** Sets of add-ons, conditions on them, segments, and the counting that metrics share. */
import { formatDay, parseDay } from '../../packages/sdk/src/calendar.ts';
import type { Catalog } from '../../packages/sdk/src/catalog.ts';
import type { Log } from './log.ts';
import type { AccountState, Terms } from './state.ts';

export interface Question {
  log: Log;
  today: number;
  accounts: AccountState[];
  /** As in the query string; `segment` is a list. */
  ask: Record<string, any>;
}

export interface Set_ {
  members: string[];
  single: boolean;
}

export function readSet(catalog: Catalog, name: string): Set_ {
  if (catalog.addons[name]) return { members: [name], single: true };
  const members = Object.keys(catalog.addons).filter((id) => {
    const { kind, line } = catalog.addons[id]!;
    return name === 'any' || name === `kind:${kind}` || name === `line:${line}`;
  });
  return { members, single: false };
}

export function windowOf(catalog: Catalog, set: Set_, asked: number | undefined): number {
  return asked ?? (set.single ? catalog.addons[set.members[0]!]!.attached.window : 28);
}

/** Accounts that may be in a row at all, in the segments as they are on a day. */
export function select(question: Question, day: number): AccountState[] {
  return question.accounts.filter(
    (account) => !account.internal && inSegments(account, day, question.ask.segment ?? []),
  );
}

export function inSegments(account: AccountState, day: number, segments: string[]): boolean {
  return segments.every((text) => {
    const [trait] = text.split(':', 1);
    const value = text.slice(trait!.length + 1);
    return account.trait(trait!, day) === (value === 'null' ? null : value);
  });
}

/** In "cohorts, time-to-attach and progression". */
export function everCounted(question: Question, account: AccountState, asOf: number): boolean {
  if (account.acquired > asOf) return false;
  return question.log.catalog.customers === 'all' || account.everSubscribed;
}

export function viaMatches(terms: { bundle: string | null } | null, via: string | undefined): boolean {
  return terms !== null && (via === undefined || (via === 'bundle') === (terms.bundle !== null));
}

/** Does the numerator hold for this one add-on? The terms, where it is about purchases. */
export function holds(
  account: AccountState,
  numerator: string,
  addon: string,
  day: number,
  { window, via }: { window?: number; via?: string } = {},
): Terms | boolean {
  const purchased = account.purchased(addon, day);
  switch (numerator) {
    case 'paid':
      return viaMatches(purchased, via) && purchased!;
    case 'owned':
      return account.owns(addon, day);
    case 'trial':
      return purchased !== null || account.inTrial(addon, day);
    case 'used':
      return account.uses(addon, day, window);
    case 'paid_used':
      return viaMatches(purchased, via) && account.uses(addon, day, window) && purchased!;
    case 'owned_used':
      return account.owns(addon, day) && account.uses(addon, day, window);
    default:
      throw new Error(numerator);
  }
}

export function isIn(
  account: AccountState,
  denominator: string,
  members: string[],
  day: number,
  window: number,
): boolean {
  if (!account.customer(day)) return false;
  switch (denominator) {
    case 'customers':
      return true;
    case 'active':
      return account.active(day, window);
    case 'exposed':
      return members.some((addon) => account.exposed(addon, day));
    case 'trialled':
      return members.some((addon) => account.trialled(addon, day));
    case 'owners':
      return members.some((addon) => account.owns(addon, day));
    default:
      throw new Error(denominator);
  }
}

/** Groups by a trait's value on a day; without a breakdown one group, even when empty. Values in byte order, `null` last. */
export function broken(
  accounts: AccountState[],
  breakdown: string | undefined,
  day: number,
): { segment: Record<string, string | null> | null; accounts: AccountState[] }[] {
  if (breakdown === undefined) return [{ segment: null, accounts }];
  const groups = new Map<string | null, AccountState[]>();
  for (const account of accounts) {
    const value = account.trait(breakdown, day);
    groups.set(value, [...(groups.get(value) ?? []), account]);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => compareNullLast(a, b))
    .map(([value, members]) => ({ segment: { [breakdown]: value }, accounts: members }));
}

export function compareNullLast(a: string | null, b: string | null): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export const ratio = (above: number, below: number): number | null => (below === 0 ? null : above / below);

export function median(values: number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

// Dates

export function monthsLater(day: number, count: number): number {
  const date = new Date(day * 86_400_000);
  const last = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count + 1, 0) / 86_400_000;
  const same = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, date.getUTCDate()) / 86_400_000;
  return Math.min(last, same);
}

export function readDays({ ask, today }: Question): { from: number; to: number } {
  const to = ask.to ? parseDay(ask.to) : today;
  return { to, from: ask.from ? parseDay(ask.from) : monthsLater(to, -12) };
}

export const asOfDay = ({ ask, today }: Question): number => (ask.asOf ? parseDay(ask.asOf) : today);

/** Months since year 0. */
export const monthIndex = (day: number): number =>
  Number(formatDay(day).slice(0, 4)) * 12 + Number(formatDay(day).slice(5, 7)) - 1;
export const monthName = (index: number): string =>
  `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
export const lastOfMonth = (index: number): number =>
  Date.UTC(Math.floor(index / 12), (index % 12) + 1, 0) / 86_400_000;
