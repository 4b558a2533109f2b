/** Asks the reference as one asks the collector: a metric's name and its parameters. */
import { dayOf, parseDay } from '../../packages/sdk/src/calendar.ts';
import type { Catalog } from '../../packages/sdk/src/catalog.ts';
import { alerts } from './alerts.ts';
import { attachRate } from './attach-rate.ts';
import { pairs, progression } from './breadth.ts';
import { cohorts } from './cohorts.ts';
import { type Log, readLog, type SentMessage } from './log.ts';
import { journey, revenueImpact } from './money.ts';
import { opportunities } from './opportunities.ts';
import { forecast, trajectory } from './plan.ts';
import { feedback, holdout, prompts } from './prompting.ts';
import { holds, isIn, type Question, readSet, select, windowOf } from './sets.ts';
import { AccountState } from './state.ts';
import { timeToAttach } from './time-to-attach.ts';

export interface Reference {
  log: Log;
  /** `{rows, …}` as the collector should answer. */
  ask(metric: string, parameters: Record<string, any>): Record<string, unknown>;
  /** The answer if each account were the only one, by its id: a number counts those for which it is then not 0. */
  askEach(metric: string, parameters: Record<string, any>): Map<string, Record<string, unknown>>;
}

const METRICS: Record<string, (question: Question) => object[] | { rows: object[] }> = {
  'attach-rate': attachRate,
  cohorts,
  'time-to-attach': timeToAttach,
  pairs,
  progression,
  journey,
  'revenue-impact': revenueImpact,
  prompts,
  holdout,
  opportunities,
  feedback,
  trajectory,
  forecast,
  accounts: drillDown,
  alerts,
};

/** @param nowMs also when all of it arrived */
export function createReference(catalog: Catalog, sent: readonly SentMessage[], nowMs: number): Reference {
  const log = readLog(catalog, sent, nowMs);
  const accounts = log.accounts.map((account) => new AccountState(log, account));
  const askOf = (asked: AccountState[], metric: string, parameters: Record<string, any>) => {
    const question = { log, accounts: asked, today: dayOf(nowMs, log.timeZone), ask: parameters };
    const answer = METRICS[metric]!(question);
    return Array.isArray(answer) ? { rows: answer } : (answer as Record<string, unknown>);
  };
  return {
    log,
    ask: (metric, parameters) => askOf(accounts, metric, parameters),
    askEach: (metric, parameters) =>
      new Map(accounts.map((account) => [account.id, askOf([account], metric, parameters)])),
  };
}

/** Ids only: the list behind a number, and how long it is before it is cut. */
function drillDown(question: Question): { rows: object[]; count: number } {
  const { ask, log, today } = question;
  const day = ask.asOf ? parseDay(ask.asOf) : today;
  const set = readSet(log.catalog, ask.addon);
  const window = windowOf(log.catalog, set, ask.window);
  const isDenominator = ['customers', 'active', 'exposed', 'trialled', 'owners'].includes(ask.state);
  const among = isDenominator ? ask.state : (ask.denominator ?? 'customers');
  const rows = select(question, day)
    .filter((account) => isIn(account, among, set.members, day, window))
    .filter(
      (account) =>
        isDenominator ||
        set.members.some(
          (addon) => holds(account, ask.state, addon, day, { window: ask.window, via: ask.via }) !== false,
        ),
    )
    .filter((account) => ask.also === undefined || account.purchased(ask.also, day) !== null)
    .filter(({ acquired }) => !(ask.acquiredFrom && acquired < parseDay(ask.acquiredFrom)))
    .filter(({ acquired }) => !(ask.acquiredTo && acquired > parseDay(ask.acquiredTo)))
    .map((account) => ({ account: account.id, mrr: account.totalCents(day) / 100 }))
    .sort((a, b) => Buffer.compare(Buffer.from(a.account), Buffer.from(b.account)));
  const { limit = 100_000, offset = 0 } = ask;
  return { rows: rows.slice(offset, offset + limit), count: rows.length };
}
