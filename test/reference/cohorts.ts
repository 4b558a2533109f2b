import { parseDay } from '../../packages/sdk/src/calendar.ts';
import { firstAttachDayOfSet } from './first-attach.ts';
import {
  asOfDay,
  everCounted,
  holds,
  lastOfMonth,
  monthIndex,
  monthName,
  type Question,
  ratio,
  readSet,
  select,
  sum,
  viaMatches,
} from './sets.ts';
import type { AccountState } from './state.ts';

export function cohorts(question: Question): object[] {
  const { ask, log, today } = question;
  const asOf = asOfDay(question);
  const to = ask.to ? monthIndex(parseDay(`${ask.to}-01`)) : monthIndex(today);
  const from = ask.from ? monthIndex(parseDay(`${ask.from}-01`)) : to - 12;
  const { members } = readSet(log.catalog, ask.addon);
  const numerator = ask.numerator ?? 'paid';
  const accounts = select(question, asOf)
    .filter((account) => everCounted(question, account, asOf))
    .map((account) => ({ account, attached: firstAttachDayOfSet(account, numerator, members, asOf, ask.via) }));
  const rows: object[] = [];
  for (let cohort = from; cohort <= to; cohort++) {
    const members_ = accounts.filter(({ account, attached }) => {
      const day = ask.by === 'attached' ? attached : account.acquired;
      return day !== null && monthIndex(day) === cohort;
    });
    const cells: object[] = [];
    for (let month = 0; cohort + month <= monthIndex(asOf); month++) {
      const end = lastOfMonth(cohort + month);
      const day = Math.min(end, asOf);
      const isAttached = ({ account, attached }: { account: AccountState; attached: number | null }) =>
        ask.mode === 'net'
          ? members.some((addon) => {
              const byTerms = ask.via === undefined || viaMatches(account.purchases(addon)[0] ?? null, ask.via);
              return byTerms && holds(account, numerator, addon, day) !== false;
            })
          : attached !== null && attached <= day;
      const count = members_.filter(isAttached).length;
      cells.push({
        month,
        attached: count,
        rate: ratio(count, members_.length),
        partial: day !== end,
        customers: members_.filter(({ account }) => account.customer(day)).length,
        mrr: sum(members_.map(({ account }) => account.totalCents(day))) / 100,
      });
    }
    rows.push({ cohort: monthName(cohort), size: members_.length, cells });
  }
  return rows;
}
