/** Lifetime counts that the catalog calls milestones, each reached once. */
import type { Catalog } from '@attachkit/sdk/catalog';
import { EVENTS } from '@attachkit/sdk/protocol';
import type { AddonLife } from './addon-life.ts';
import type { Journal } from './journal.ts';

export class Milestones {
  readonly #waiting: Map<string, { feature: string; count: number; addon?: string }>;
  readonly #uses = new Map<string, number>();

  constructor(
    catalog: Catalog,
    readonly lives: readonly AddonLife[],
    readonly journal: Journal,
  ) {
    this.#waiting = new Map(Object.entries(catalog.milestones ?? {}));
  }

  count(atMs: number, feature: string, quantity: number, user: string): void {
    const value = (this.#uses.get(feature) ?? 0) + quantity;
    this.#uses.set(feature, value);
    for (const [id, milestone] of this.#waiting) {
      if (milestone.feature !== feature || value < milestone.count) continue;
      this.#waiting.delete(id);
      const { addon } = milestone;
      this.journal.track(atMs, EVENTS.milestoneReached, { milestone: id, value, ...(addon && { addon }) }, user);
      this.lives.find((life) => life.id === addon)?.noticeMilestone(atMs, user);
    }
  }
}
