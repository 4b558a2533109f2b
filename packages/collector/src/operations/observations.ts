/**
 * What happened, counted by name and kept for thirty days over restarts. Every name's number is
 * bounded: a flood of made-up event names cannot fill the memory.
 */
import type { IngestionObserver } from '../ingest/ingestion.ts';
import type { IncomingEvent, Store } from '../store/store.ts';

export type ObservedKind =
  | 'accepted'
  | 'refused'
  | 'duplicate'
  | 'late'
  | 'history'
  | 'unmapped'
  | 'unclaimed'
  | 'key_space';

const NAMES_MAX = 500;
const OTHERS = '(others)';
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;
/** An event that arrives later than this after it happened counts as late, or as history. */
const LATE_MICROS = 60 * 60 * 1_000_000;

export class Observations implements IngestionObserver {
  readonly #counts = new Map<ObservedKind, Map<string, number>>();
  #unsaved = new Map<string, number>();
  /** Microseconds. */
  lastEventAt: number | null = null;

  stored = ({ event }: IncomingEvent, isHistory: boolean): void => {
    this.#add('accepted', event.name ?? event.type);
    this.#add('key_space', event.keySpace);
    if (event.name === null && event.receivedName !== null) this.#add('unmapped', event.receivedName);
    if (event.arrivedAt - event.at > LATE_MICROS) this.#add(isHistory ? 'history' : 'late', event.name ?? event.type);
    if (event.name !== null && event.groupId === null) this.#add('unclaimed', event.name);
    this.lastEventAt = event.arrivedAt;
  };

  duplicate = ({ event }: IncomingEvent): void => {
    this.#add('duplicate', event.name ?? event.type);
  };

  refused = (code: string): void => {
    this.#add('refused', code);
  };

  /** Most frequent first. */
  list(kind: ObservedKind): { name: string; count: number }[] {
    const entries = [...(this.#counts.get(kind) ?? [])];
    return entries.map(([name, count]) => ({ name, count })).sort((left, right) => right.count - left.count);
  }

  total(kind: ObservedKind): number {
    return this.list(kind).reduce((sum, { count }) => sum + count, 0);
  }

  async load(store: Store, nowMs: number): Promise<void> {
    const since = new Date(nowMs - KEPT_DAYS * DAY_MS).toISOString().slice(0, 10);
    await store.transaction((transaction) =>
      transaction.run('DELETE FROM tally WHERE day < CAST($since AS DATE)', { since }),
    );
    const rows = await store.query<{ kind: string; name: string; amount: number }>(
      'SELECT kind, name, CAST(sum(amount) AS BIGINT) AS amount FROM tally GROUP BY kind, name',
    );
    for (const { kind, name, amount } of rows) this.#count(kind as ObservedKind, name, amount);
    const [last] = await store.query<{ last: number | null }>('SELECT max(arrived_at) AS last FROM event');
    this.lastEventAt = last?.last ?? null;
  }

  /** Keeps what was counted since the last time. */
  async save(store: Store, nowMs: number): Promise<void> {
    if (this.#unsaved.size === 0) return;
    const unsaved = this.#unsaved;
    this.#unsaved = new Map();
    const day = new Date(nowMs).toISOString().slice(0, 10);
    const rows = [...unsaved].map(([key, amount]) => [day, ...(key.split('\n', 2) as [string, string]), amount]);
    try {
      await store.transaction((transaction) => transaction.insert('tally', rows));
    } catch (error) {
      for (const [key, amount] of unsaved) this.#unsaved.set(key, (this.#unsaved.get(key) ?? 0) + amount);
      throw error;
    }
  }

  #add(kind: ObservedKind, name: string): void {
    const counted = this.#count(kind, name.replaceAll('\n', ' '), 1);
    const key = `${kind}\n${counted}`;
    this.#unsaved.set(key, (this.#unsaved.get(key) ?? 0) + 1);
  }

  /** @returns the name it was counted under */
  #count(kind: ObservedKind, name: string, amount: number): string {
    let counts = this.#counts.get(kind);
    if (!counts) {
      counts = new Map();
      this.#counts.set(kind, counts);
    }
    const counted = counts.has(name) || counts.size < NAMES_MAX ? name : OTHERS;
    counts.set(counted, (counts.get(counted) ?? 0) + amount);
    return counted;
  }
}
