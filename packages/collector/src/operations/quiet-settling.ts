/**
 * Brings the rollups up to date while little arrives, so that whoever asks next finds nothing, or little, left to do. Under load
 * it keeps out of the way: a question then settles what it needs itself.
 */
import { type Rollup, RollupStopped } from '../rollup/rollup.ts';
import type { Observations } from './observations.ts';

/** What may arrive between two looks for it to count as little. */
const CALM_EVENTS = 2_000;

export class QuietSettling {
  readonly #rollup: Rollup;
  readonly #observations: Observations;
  #seen: number;
  #settled: number | undefined;

  constructor(rollup: Rollup, observations: Observations) {
    this.#rollup = rollup;
    this.#observations = observations;
    this.#seen = observations.total('accepted');
  }

  /** To be called now and then. */
  async look(): Promise<void> {
    const accepted = this.#observations.total('accepted');
    const arrived = accepted - this.#seen;
    this.#seen = accepted;
    if (arrived > CALM_EVENTS || accepted === this.#settled) return;
    try {
      await this.#rollup.settle();
      this.#settled = accepted;
    } catch (error) {
      if (!(error instanceof RollupStopped)) throw error;
    }
  }
}
