import { formatDay } from '../../packages/sdk/src/calendar.ts';
import {
  broken,
  holds,
  isIn,
  lastOfMonth,
  monthIndex,
  type Question,
  ratio,
  readDays,
  readSet,
  select,
  sum,
  windowOf,
} from './sets.ts';
import type { AccountState, Terms } from './state.ts';

export function attachRate(question: Question): object[] {
  const { from, to } = readDays(question);
  return evaluationDays(from, to, question.ask.interval ?? 'month').flatMap((day) => rowsAt(question, day));
}

export function evaluationDays(from: number, to: number, interval: string): number[] {
  const days: number[] = [];
  for (let day = from; day <= to; day++) if (day === to || isLastOf(day, interval)) days.push(day);
  return days;
}

function isLastOf(day: number, interval: string): boolean {
  const isMonthEnd = lastOfMonth(monthIndex(day)) === day;
  const month = (monthIndex(day) % 12) + 1;
  switch (interval) {
    case 'day':
      return true;
    case 'week':
      return new Date(day * 86_400_000).getUTCDay() === 0;
    case 'month':
      return isMonthEnd;
    case 'quarter':
      return isMonthEnd && month % 3 === 0;
    default:
      return isMonthEnd && month === 12;
  }
}

function rowsAt(question: Question, day: number): object[] {
  const { ask, log } = question;
  const set = readSet(log.catalog, ask.addon);
  const window = windowOf(log.catalog, set, ask.window);
  const among = select(question, day).filter((account) =>
    isIn(account, ask.denominator ?? 'customers', set.members, day, window),
  );
  return broken(among, ask.breakdown, day).map(({ segment, accounts }) => {
    const { numerator, denominator, isCount } = count(question, accounts, set.members, day, window);
    const interval = isCount && denominator > 0 ? wilson(numerator, denominator) : { low: null, high: null };
    return { date: formatDay(day), segment, numerator, denominator, rate: ratio(numerator, denominator), ...interval };
  });
}

function count({ ask }: Question, accounts: AccountState[], members: string[], day: number, window: number) {
  const weight = ask.weight ?? 'accounts';
  if (weight === 'users') {
    const users = accounts.flatMap((account) => account.activeUsers(day, window).map((user) => ({ account, user })));
    const using = users.filter(({ account, user }) =>
      members.some((addon) => account.userUses(user, addon, day, ask.window)),
    );
    return { numerator: using.length, denominator: users.length, isCount: true };
  }
  const held = accounts.map((account) => ({
    account,
    terms: members
      .map((addon) => holds(account, ask.numerator ?? 'paid', addon, day, { window: ask.window, via: ask.via }))
      .filter((one) => one !== false) as (Terms | true)[],
  }));
  const above = held.filter(({ terms }) => terms.length > 0);
  const allTerms = above.flatMap(({ terms }) => terms as Terms[]);
  switch (weight) {
    case 'arr': {
      const arr = (list: AccountState[]) => sum(list.map((account) => 12 * account.baseCents(day))) / 100;
      return { numerator: arr(above.map(({ account }) => account)), denominator: arr(accounts), isCount: false };
    }
    case 'seats': {
      const seats = sum(accounts.map((account) => account.seats(day)));
      return { numerator: sum(allTerms.map(({ quantity }) => quantity)), denominator: seats, isCount: false };
    }
    case 'revenue': {
      const base = sum(accounts.map((account) => account.baseCents(day))) / 100;
      return { numerator: sum(allTerms.map(({ mrrCents }) => mrrCents)) / 100, denominator: base, isCount: false };
    }
    default:
      return { numerator: above.length, denominator: accounts.length, isCount: true };
  }
}

export function wilson(count: number, total: number): { low: number; high: number } {
  const z = 1.959964;
  const p = count / total;
  const middle = (p + z ** 2 / (2 * total)) / (1 + z ** 2 / total);
  const half = (z / (1 + z ** 2 / total)) * Math.sqrt((p * (1 - p)) / total + z ** 2 / (4 * total ** 2));
  // At the ends the bounds are exactly 0 and 1, whatever the last digits say.
  return { low: count === 0 ? 0 : middle - half, high: count === total ? 1 : middle + half };
}
