/** `/v1/alerts`, from its definition's text. */
import { formatDay } from '../../packages/sdk/src/calendar.ts';
import { wilson } from './attach-rate.ts';
import { readinessOf } from './opportunities.ts';
import { asOfDay, compareNullLast, lastOfMonth, monthIndex, monthName, type Question, readSet } from './sets.ts';
import type { AccountState } from './state.ts';

export function alerts(question: Question): object[] {
  const to = asOfDay(question);
  const from = to - (question.ask.days ?? 7);
  const members = readSet(question.log.catalog, question.ask.addon ?? 'any').members.sort(compareNullLast);
  const accounts = question.accounts.filter(({ internal }) => !internal).sort((a, b) => compareNullLast(a.id, b.id));
  return [
    ...members.flatMap((addon) =>
      rateChange(accounts, addon, from, to).map((row) => {
        const month = monthOfChange(accounts, addon, from, to, row.change);
        return { ...row, id: `rate_change:${addon}:${row.change > 0 ? 'up' : 'down'}:${month}` };
      }),
    ),
    ...members.flatMap((addon) => accounts.flatMap((account) => fading(account, addon, from, to))),
    ...members.flatMap((addon) => accounts.flatMap((account) => ready(account, addon, from, to))),
  ];
}

function rateChange(accounts: AccountState[], addon: string, from: number, to: number) {
  const steady = accounts.filter((account) => account.customer(from) && account.customer(to));
  const count = (had: boolean, has: boolean) =>
    steady.filter(
      (account) => (account.purchased(addon, from) !== null) === had && (account.purchased(addon, to) !== null) === has,
    ).length;
  const [both, gained, lost] = [count(true, true), count(false, true), count(true, false)];
  if (both + gained + lost === 0) return [];
  const { low, high } = pairedDifference(both, gained, lost, steady.length);
  if (low <= 0 && high >= 0) return [];
  const change = (gained - lost) / steady.length;
  return [{ kind: 'rate_change', addon, account: null, since: formatDay(from), change, low, high }];
}

/** The month by which a change is called: the first that the days reach back into and at whose end it stood. */
function monthOfChange(accounts: AccountState[], addon: string, from: number, to: number, change: number): string {
  for (let end = from + 1; end < to; end++) {
    if (lastOfMonth(monthIndex(end)) !== end) continue;
    const [stood] = rateChange(accounts, addon, end - (to - from), end);
    if (stood && Math.sign(stood.change) === Math.sign(change)) return monthName(monthIndex(end));
  }
  return monthName(monthIndex(to));
}

/** Newcombe (1998), method 10. */
function pairedDifference(both: number, gained: number, lost: number, total: number): { low: number; high: number } {
  const neither = total - both - gained - lost;
  const after = wilson(both + gained, total);
  const before = wilson(both + lost, total);
  const [p1, p2] = [(both + gained) / total, (both + lost) / total];
  const margins = (both + gained) * (neither + lost) * (both + lost) * (neither + gained);
  const cross = both * neither - gained * lost;
  const phi = margins === 0 ? 0 : (cross > 0 ? Math.max(cross - total / 2, 0) : cross) / Math.sqrt(margins);
  const combine = (a: number, b: number) => Math.sqrt(Math.max(0, a ** 2 - 2 * phi * a * b + b ** 2));
  return {
    low: p1 - p2 - combine(p1 - after.low, before.high - p2),
    high: p1 - p2 + combine(after.high - p1, p2 - before.low),
  };
}

function fading(account: AccountState, addon: string, from: number, to: number): object[] {
  if (account.purchased(addon, to) === null || account.meetsThreshold(addon, to)) return [];
  for (let day = to; day > from; day--) {
    if (account.meetsThreshold(addon, day - 1)) {
      return [{ kind: 'fading', addon, account: account.id, name: account.trait('name', to), since: formatDay(day) }];
    }
  }
  return [];
}

function ready(account: AccountState, addon: string, from: number, to: number): object[] {
  const isReady = (day: number) =>
    account.customer(day) && !account.owns(addon, day) && readinessOf(account, addon, day).proactive;
  if (!isReady(to) || isReady(from)) return [];
  let since = to;
  while (isReady(since - 1)) since--;
  return [{ kind: 'ready', addon, account: account.id, name: account.trait('name', to), since: formatDay(since) }];
}
