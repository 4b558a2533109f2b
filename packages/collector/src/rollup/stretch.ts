/** The next events to take in: which they are, when they happened, and how many of each kind there are. */
import { EVENT_TABLE } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { DAILY_EVENTS, STORY_EVENTS } from './raw-tables.ts';
import { nameList } from './table.ts';

export interface Stretch {
  /** Sequences: after `from`, up to and including `to`. */
  from: number;
  to: number;
  /** The earliest and the latest event time in it. */
  low: number;
  high: number;
  amounts: Record<Kind, number>;
  /** Nothing was stored after it when it was asked for. */
  isLast: boolean;
}

type Kind = 'identifyCalls' | 'aliasCalls' | 'groupCalls' | 'storyEvents' | 'dailyEvents';

const KINDS: Record<Kind, string> = {
  identifyCalls: "e.type = 'identify'",
  aliasCalls: "e.type = 'alias'",
  groupCalls: "e.type = 'group'",
  storyEvents: `e.name IN (${nameList(STORY_EVENTS)})`,
  dailyEvents: `e.name IN (${nameList(DAILY_EVENTS)})`,
};

const AMOUNTS = Object.entries(KINDS)
  .map(([kind, holds]) => `CAST(sum(CASE WHEN ${holds} THEN 1 ELSE 0 END) AS BIGINT) AS "${kind}"`)
  .join(', ');

/** @returns `undefined` when nothing was stored after that sequence */
export async function nextStretch(store: Store, after: number, eventsMax: number): Promise<Stretch | undefined> {
  const [fresh] = await store.query<{ last: number | null }>(
    `SELECT max(sequence) AS last FROM ${EVENT_TABLE} WHERE sequence > ${after}`,
  );
  if (!fresh?.last) return undefined;
  const to = Math.min(fresh.last, after + eventsMax);
  const [range] = await store.query<Record<Kind | 'low' | 'high', number | null>>(
    `SELECT min(e.at) AS low, max(e.at) AS high, ${AMOUNTS} FROM ${EVENT_TABLE} e
     WHERE sequence > ${after} AND sequence <= ${to}`,
  );
  const amounts = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, range?.[kind as Kind] ?? 0]));
  return {
    ...{ from: after, to, low: range?.low ?? 0, high: range?.high ?? 0, isLast: to === fresh.last },
    amounts: amounts as Stretch['amounts'],
  };
}
