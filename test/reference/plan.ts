/** `trajectory` and `forecast`, from their definitions' text. */
import { formatDay, parseDay } from '../../packages/sdk/src/calendar.ts';
import { wilson } from './attach-rate.ts';
import {
  asOfDay,
  everCounted,
  lastOfMonth,
  monthIndex,
  monthName,
  monthsLater,
  type Question,
  ratio,
  sum,
} from './sets.ts';
import type { AccountState } from './state.ts';

const counted = ({ accounts }: Question) => accounts.filter(({ internal }) => !internal);

function standingAt(question: Question, day: number): { customers: AccountState[]; owners: AccountState[] } {
  const customers = counted(question).filter((account) => account.customer(day));
  return { customers, owners: customers.filter((account) => account.purchased(question.ask.addon, day) !== null) };
}

const interval = (count: number, total: number) => (total === 0 ? { low: null, high: null } : wilson(count, total));

export function trajectory(question: Question): { rows: object[]; [field: string]: unknown } {
  const { ask, log } = question;
  const { catalog } = log;
  const asOf = asOfDay(question);
  const months = Array.from({ length: (ask.months ?? 36) + 1 }, (_, index) => index);
  const { launchedAt } = catalog.addons[ask.addon]!;
  const row = (clock: string, month: number, date: string | null, numerator: number, denominator: number) => ({
    ...{ clock, months: month, date, numerator, denominator, rate: ratio(numerator, denominator) },
    ...interval(numerator, denominator),
    ...(catalog.benchmarks && {
      benchmarks: catalog.benchmarks.filter((one) => one.clock === clock && one.months === month),
    }),
  });
  const launch = months
    .map((month) => ({ month, day: launchedAt === undefined ? Infinity : monthsLater(parseDay(launchedAt), month) }))
    .filter(({ day }) => day <= asOf)
    .map(({ month, day }) => {
      const { customers, owners } = standingAt(question, day);
      return row('launch', month, formatDay(day), owners.length, customers.length);
    });
  const acquired = months.flatMap((month) => {
    const old = counted(question).filter(
      (account) => everCounted(question, account, asOf) && monthsLater(account.acquired, month) <= asOf,
    );
    const attached = old.filter((account) => {
      const first = account.purchases(ask.addon)[0];
      return first !== undefined && first.day <= monthsLater(account.acquired, month);
    });
    return old.length === 0 ? [] : [row('acquired', month, null, attached.length, old.length)];
  });
  return { rows: [...launch, ...acquired], launchedAt: launchedAt ?? null, target: against(question, asOf) };
}

function against(question: Question, asOf: number): object | null {
  const { addon } = question.ask;
  const { catalog } = question.log;
  const target = catalog.targets?.[addon];
  if (!target) return null;
  const purchases = counted(question).flatMap((account) => account.purchases(addon).map(({ day }) => day));
  const { launchedAt } = catalog.addons[addon]!;
  const begins = launchedAt !== undefined ? parseDay(launchedAt) : purchases.length > 0 ? Math.min(...purchases) : null;
  const ends = parseDay(target.by);
  // Nothing to draw a line from, or no time left: the target itself is what is expected.
  const passed = begins === null || ends <= begins ? 1 : Math.min(1, Math.max(0, (asOf - begins) / (ends - begins)));
  const { customers, owners } = standingAt(question, asOf);
  const { low, high } = interval(owners.length, customers.length);
  const expected = target.rate * passed;
  const status = low === null ? null : low > expected ? 'ahead' : high! < expected ? 'behind' : 'on_track';
  return { rate: target.rate, by: target.by, expected, actual: ratio(owners.length, customers.length), status };
}

export function forecast(question: Question): { rows: object[]; [field: string]: unknown } {
  const { ask, log } = question;
  const asOf = asOfDay(question);
  const preset = log.catalog.targets?.[ask.addon];
  const by = parseDay(ask.by ?? preset!.by);
  const { customers, owners } = standingAt(question, asOf);
  const arpa = ratio(sum(owners.map((account) => account.purchased(ask.addon, asOf)!.mrrCents)) / 100, owners.length);
  const arrPerOwner = arpa === null ? null : 12 * arpa;
  const needed =
    ask.target === 'arr'
      ? arrPerOwner
        ? wholeAbove(ask.value / arrPerOwner)
        : null
      : wholeAbove((ask.value ?? preset!.rate) * customers.length);
  const { pace, churn } = lastMonths(question, asOf);
  const margin = log.catalog.addons[ask.addon]!.grossMargin ?? log.catalog.grossMargin ?? 0.8;
  const ltv = arpa === null || !churn ? null : (arpa * margin) / churn;
  const rows = [];
  for (let month = monthIndex(asOf); month <= monthIndex(by); month++) {
    const day = Math.min(lastOfMonth(month), by);
    const ownersNeeded =
      needed === null ? null : owners.length + ((needed - owners.length) * (day - asOf)) / (by - asOf);
    const ownersAtPace = Math.max(0, owners.length + (pace * (day - asOf)) / 30.4375);
    rows.push({
      ...{ month: monthName(month), date: formatDay(day), ownersNeeded, ownersAtPace },
      arrNeeded: ownersNeeded === null || arrPerOwner === null ? null : ownersNeeded * arrPerOwner,
      arrAtPace: arrPerOwner === null ? null : ownersAtPace * arrPerOwner,
    });
  }
  return {
    rows,
    ...{
      customers: customers.length,
      owners: owners.length,
      arrPerOwner,
      ownersNeeded: needed,
      netOwnersPerMonth: pace,
    },
    ...{ arrives: arrival(owners.length, needed, pace, asOf), monthlyChurn: churn, arpa, grossMargin: margin, ltv },
    ltvToCac: ltv === null || ask.cac === undefined ? null : ltv / ask.cac,
  };
}

const wholeAbove = (value: number) => Math.ceil(value - 1e-9);

/** The three last full months: net owners a month, and the share of a month's first owners that its end has not. */
function lastMonths(question: Question, asOf: number): { pace: number; churn: number | null } {
  const latest = lastOfMonth(monthIndex(asOf)) === asOf ? monthIndex(asOf) : monthIndex(asOf) - 1;
  const ownersAt = (month: number) => standingAt(question, lastOfMonth(month)).owners;
  const steps = [latest - 2, latest - 1, latest].map((month) => ({
    before: ownersAt(month - 1),
    after: ownersAt(month),
  }));
  const lost = sum(steps.map(({ before, after }) => before.filter((account) => !after.includes(account)).length));
  const pace = (steps[2]!.after.length - steps[0]!.before.length) / 3;
  return { pace, churn: ratio(lost, sum(steps.map(({ before }) => before.length))) };
}

function arrival(owners: number, needed: number | null, pace: number, asOf: number): string | null {
  if (needed === null) return null;
  if (owners >= needed) return monthName(monthIndex(asOf));
  const months = (needed - owners) / pace;
  if (pace <= 0 || months > 2880) return null;
  return monthName(monthIndex(asOf + Math.ceil(months * 30.4375)));
}
