/** What happened since the start, for the health report: counts, by name where that helps, each bounded. */

import { mendOf } from '../ingest/refusals.ts';
import type { IncomingEvent } from '../store/store.ts';

const NAMES_MAX = 500;
const LATE_MS = 60 * 60 * 1000;

export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string, amount = 1): void {
    const known = this.#counts.has(name) || this.#counts.size < NAMES_MAX;
    const key = known ? name : '(others)';
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + amount);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Most frequent first. */
  entries(): [name: string, count: number][] {
    return [...this.#counts].sort((left, right) => right[1] - left[1]);
  }
}

export class Observations {
  readonly accepted = new Tally();
  readonly refusals = new Tally();
  readonly unmapped = new Tally();
  duplicates = 0;
  late = 0;
  lastEventAt: number | null = null;

  stored = ({ event }: IncomingEvent): void => {
    this.accepted.add(event.name ?? event.type);
    if (event.name === null && event.receivedName !== null) this.unmapped.add(event.receivedName);
    if (event.arrivedAt - event.at > LATE_MS * 1000) this.late += 1;
    this.lastEventAt = event.arrivedAt;
  };

  duplicate = (): void => {
    this.duplicates += 1;
  };

  refused = (code: string): void => {
    this.refusals.add(code);
  };

  report() {
    return {
      lastEventAt: this.lastEventAt === null ? null : new Date(this.lastEventAt / 1000).toISOString(),
      accepted: this.accepted.entries().map(([name, count]) => ({ name, count })),
      duplicates: this.duplicates,
      late: this.late,
      refusals: this.refusals.entries().map(([code, count]) => ({ code, count, mend: mendOf(code) })),
      unmappedEvents: this.unmapped.entries().map(([name, count]) => ({ name, count })),
    };
  }
}
