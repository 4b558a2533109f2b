/** Asks the reference as one asks the collector: a metric's name and its parameters. */
import { dayOf, parseDay } from '../../packages/sdk/src/calendar.ts';
import type { Catalog } from '../../packages/sdk/src/catalog.ts';
import { attachRate } from './attach-rate.ts';
import { pairs, progression } from './breadth.ts';
import { cohorts } from './cohorts.ts';
import { type Log, readLog, type SentMessage } from './log.ts';
import { journey, revenueImpact } from './money.ts';
import { opportunities } from './opportunities.ts';
import { feedback, holdout, prompts } from './prompting.ts';
import { holds, isIn, type Question, readSet, select, windowOf } from './sets.ts';
import { AccountState } from './state.ts';
import { timeToAttach } from './time-to-attach.ts';

export interface Reference {
  log: Log;
  /** `{rows, …}` as the collector should answer. */
  ask(metric: string, parameters: Record<string, any>): Record<string, unknown>;
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
  accounts: drillDown,
};

export function createReference(catalog: Catalog, sent: readonly SentMessage[], nowMs: number): Reference {
  const log = readLog(catalog, sent);
  const accounts = log.accounts.map((account) => new AccountState(log, account));
  return {
    log,
    ask: (metric, parameters) => {
      const answer = METRICS[metric]!({ log, accounts, today: dayOf(nowMs, log.timeZone), ask: parameters });
      return Array.isArray(answer) ? { rows: answer } : answer;
    },
  };
}

/** Ids only: the list behind a number. */
function drillDown(question: Question): object[] {
  const { ask, log, today } = question;
  const day = ask.asOf ? parseDay(ask.asOf) : today;
  const set = readSet(log.catalog, ask.addon);
  const window = windowOf(log.catalog, set, ask.window);
  const isDenominator = ['customers', 'active', 'exposed', 'trialled', 'owners'].includes(ask.state);
  return select(question, day)
    .filter((account) =>
      isDenominator
        ? isIn(account, ask.state, set.members, day, window)
        : account.customer(day) &&
          set.members.some(
            (addon) => holds(account, ask.state, addon, day, { window: ask.window, via: ask.via }) !== false,
          ),
    )
    .map(({ id }) => ({ account: id }))
    .sort((a, b) => Buffer.compare(Buffer.from(a.account), Buffer.from(b.account)));
}
