/** Accounts that became ready for an add-on: proactive by the opportunity score now, and not before. */

import { addDays, daysBetween, type Span } from './days.ts';
import { inSlices } from './in-slices.ts';
import type { AnswerRow, MetricContext } from './metric.ts';
import { PROACTIVE_ABOVE, type Readiness, scoreOpportunity } from './opportunity-score.ts';
import { compareBytes } from './product-sets.ts';
import { NAMED_MAX, type Particulars, selectParticulars, selectProactiveDays, selectReadiness } from './readiness.ts';

export const NEWLY_READY_TEXT = `ready: a customer that does not own the add-on is proactive by its opportunity score, has been
every day from "since" on, and was not at the start.`;

/** Days that are looked at together, back from the last. */
const DAYS_AT_ONCE = 7;
export async function newlyReady(members: readonly string[], span: Span, context: MetricContext): Promise<AnswerRow[]> {
  if (members.length === 0) return [];
  const now = await readyOn(span.to, members, context);
  const accounts = [...new Set([...now.values()].map(({ account }) => account))];
  const [since, particulars] = await Promise.all([
    readySince(now, members, span, context),
    context.query<Particulars>(selectParticulars(accounts, span.to)),
  ]);
  const names = new Map(particulars.map(({ account, name }) => [account, name]));
  return [...now]
    .filter(([key]) => since.has(key))
    .sort(([, a], [, b]) => compareBytes(a.addon, b.addon) || compareBytes(a.account, b.account))
    .map(([key, { addon, account, score }]) => ({
      ...{
        id: `ready:${addon}:${account}:${since.get(key)!}`,
        kind: 'ready',
        addon,
        account,
        name: names.get(account)!,
      },
      ...{ since: since.get(key)!, change: null, low: null, high: null },
      reason: `Ready for ${context.catalog.addons[addon]!.name}: score ${score.toFixed(0)} of 100`,
    }));
}

/** Of those that are not ready at the start: the first day of the unbroken run of days on which each is, back from the last. */
async function readySince(
  now: ReadyByKey,
  members: readonly string[],
  { from, to }: Span,
  context: MetricContext,
): Promise<Map<string, string>> {
  const since = new Map<string, string>();
  let running = [...now];
  let isFirst = true;
  for (let end = addDays(to, -1); end >= from && running.length > 0; ) {
    const start = addDays(end, 1 - Math.min(DAYS_AT_ONCE, daysBetween(from, end) + 1));
    const days = daysFromTo(start, end);
    const among = [...new Set(running.map(([, { account }]) => account))];
    const ready = await readyDays(isFirst && start > from ? [from, ...days] : days, members, context, among);
    if (isFirst) {
      running = running.filter(([key]) => !ready.get(from)!.has(key));
      for (const [key] of running) since.set(key, to);
      isFirst = false;
    }
    for (const day of days.toReversed()) {
      running = running.filter(([key]) => ready.get(day)!.has(key));
      for (const [key] of running) since.set(key, day);
    }
    end = addDays(start, -1);
  }
  return since;
}

interface Ready {
  addon: string;
  account: string;
  score: number;
}

/** By {@link keyOf}. */
type ReadyByKey = Map<string, Ready>;

function keyOf({ addon, account }: { addon: string; account: string }): string {
  return `${addon}\n${account}`;
}

async function readyOn(day: string, addons: readonly string[], context: MetricContext): Promise<ReadyByKey> {
  const candidates = await context.query<Candidate>(
    selectReadiness(context, { days: [day], addons, proactiveAbove: PROACTIVE_ABOVE }),
  );
  const ready: ReadyByKey = new Map();
  await inSlices(candidates, (candidate) => {
    const { account, addon } = candidate;
    const { score, proactive } = scoreOpportunity(candidate, context.catalog, day);
    if (proactive) ready.set(keyOf(candidate), { addon, account, score: score! });
  });
  return ready;
}

/** Of each day, whoever was ready then, by {@link keyOf}. @param among accounts; others may be there too */
async function readyDays(
  days: readonly string[],
  addons: readonly string[],
  context: MetricContext,
  among: readonly string[],
): Promise<Map<string, Set<string>>> {
  const narrowed = among.length <= NAMED_MAX ? { among } : {};
  const found = await context.query<ProactiveDays>(
    selectProactiveDays(context, { days, addons, ...narrowed, proactiveAbove: PROACTIVE_ABOVE }),
  );
  const ready = new Map(days.map((day) => [day, new Set<string>()]));
  await inSlices(found, (one) => {
    const key = keyOf(one);
    days.forEach((day, place) => {
      if (one.proactive_days & (2 ** place)) ready.get(day)!.add(key);
    });
    if (one.day && scoreOpportunity(one as Candidate, context.catalog, one.day).proactive) ready.get(one.day)!.add(key);
  });
  return ready;
}

type Candidate = Readiness & { day: string; addon: string };
type ProactiveDays = Readiness & {
  addon: string;
  account: string;
  proactive_days: number;
  day: string | null;
};

function daysFromTo(from: string, to: string): string[] {
  return Array.from({ length: daysBetween(from, to) + 1 }, (_, index) => addDays(from, index));
}
