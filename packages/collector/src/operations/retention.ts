/**
 * Retention by age: what pages reported goes after so many days. What was bought, who belongs where
 * and what accounts are like stays: without it no later number could be right.
 */
import { COMMERCIAL_EVENTS } from '@attachkit/sdk/protocol';
import type { Rollup } from '../rollup/rollup.ts';
import { keepLastSequence } from '../store/note.ts';
import type { Store } from '../store/store.ts';

export interface RetentionStatement {
  days: number;
  /** RFC 3339: usage before it is gone. */
  since: string;
  effect: string;
}

export interface RetentionDependencies {
  store: Store;
  rollup: Rollup;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Ids must outlive the window in which a re-send is recognised. */
export const RETENTION_DAYS_MIN = 36;
const DAY_MS = 86_400_000;

export class Retention {
  readonly #days: number | undefined;
  readonly #dependencies: RetentionDependencies;

  /** @param days absent: everything is kept */
  constructor(days: number | undefined, dependencies: RetentionDependencies) {
    if (days !== undefined && (!Number.isInteger(days) || days < RETENTION_DAYS_MIN)) {
      throw new RangeError(`Retention is a whole number of days, at least ${RETENTION_DAYS_MIN}.`);
    }
    this.#days = days;
    this.#dependencies = dependencies;
  }

  /** Stands beside every number while it is on. */
  describe(): RetentionStatement | null {
    if (this.#days === undefined) return null;
    const since = new Date(this.#cutoffMs(this.#days)).toISOString();
    const effect =
      `Usage, prompts and feedback before ${since.slice(0, 10)} are deleted: "ever" means since then, and an account ` +
      'without a subscription or createdAt is acquired no earlier. Purchases, subscriptions, trials and traits are kept.';
    return { days: this.#days, since, effect };
  }

  /** @returns how many events went */
  async apply(): Promise<number> {
    if (this.#days === undefined) return 0;
    const { store, rollup } = this.#dependencies;
    const cutoff = this.#cutoffMs(this.#days) * 1000;
    const kept = COMMERCIAL_EVENTS.map((name) => `'${name}'`).join(', ');
    const isOld = `"at" < $cutoff AND arrived_at < $cutoff AND type IN ('track', 'page', 'screen')
      AND (name IS NULL OR name NOT IN (${kept}))`;
    const [row] = await store.query<{ amount: number }>(`SELECT count(*) AS amount FROM event WHERE ${isOld}`, {
      cutoff,
    });
    if (!row?.amount) return 0;
    await store.transaction(async (transaction) => {
      await keepLastSequence(transaction);
      await transaction.run(`DELETE FROM event WHERE ${isOld}`, { cutoff });
      await transaction.run('DELETE FROM refused_event WHERE refused_at < $cutoff', { cutoff });
    });
    await rollup.invalidate();
    return row.amount;
  }

  #cutoffMs(days: number): number {
    return this.#dependencies.now() - days * DAY_MS;
  }
}
