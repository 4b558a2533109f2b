/** The bounded store of refused events: what may be kept, what goes when it is full, and the way back in. */
import type { RefusedEvent } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

export interface RefusedBounds {
  /** For each key space by itself, so that a flood from pages cannot push out what servers sent. */
  eventsMax: number;
  bytesMax: number;
}

export const REFUSED_BOUNDS: RefusedBounds = { eventsMax: 25_000, bytesMax: 32 * 1024 * 1024 };

interface Fill {
  events: number;
  bytes: number;
}

type KeySpace = RefusedEvent['keySpace'];

export class RefusedEvents {
  readonly #store: Store;
  readonly #bounds: RefusedBounds;
  readonly #fill: Record<KeySpace, Fill> = { write: { events: 0, bytes: 0 }, server: { events: 0, bytes: 0 } };

  constructor(store: Store, bounds: RefusedBounds = REFUSED_BOUNDS) {
    this.#store = store;
    this.#bounds = bounds;
  }

  async load(): Promise<void> {
    for (const keySpace of ['write', 'server'] as const) this.#fill[keySpace] = await this.#measure(keySpace);
  }

  /** Those for which there is room; the others are counted, and not kept. */
  admit(events: RefusedEvent[]): RefusedEvent[] {
    return events.filter(({ keySpace, message }) => {
      const fill = this.#fill[keySpace];
      if (fill.events >= this.#bounds.eventsMax || fill.bytes + message.length > this.#bounds.bytesMax) return false;
      fill.events += 1;
      fill.bytes += message.length;
      return true;
    });
  }

  /** Makes room by dropping the oldest, once nine tenths are taken. */
  async makeRoom(): Promise<void> {
    for (const keySpace of ['write', 'server'] as const) {
      const { events, bytes } = this.#fill[keySpace];
      if (events < this.#bounds.eventsMax * 0.9 && bytes < this.#bounds.bytesMax * 0.9) continue;
      await this.#store.transaction(async (transaction) => {
        await transaction.run(
          `DELETE FROM refused_event WHERE key_space = $keySpace AND refused_at <=
             (SELECT quantile_cont(refused_at, 0.5) FROM refused_event WHERE key_space = $keySpace)`,
          { keySpace },
        );
      });
      this.#fill[keySpace] = await this.#measure(keySpace);
    }
  }

  async #measure(keySpace: KeySpace): Promise<Fill> {
    const [row] = await this.#store.query<{ events: number; bytes: number }>(
      `SELECT count(*) AS events, CAST(coalesce(sum(length(message)), 0) AS BIGINT) AS bytes
       FROM refused_event WHERE key_space = $keySpace`,
      { keySpace },
    );
    return row ?? { events: 0, bytes: 0 };
  }
}
