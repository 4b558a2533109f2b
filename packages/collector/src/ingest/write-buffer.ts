/**
 * Gathers what concurrent requests bring and commits it together: while one commit is on its way to
 * the disk the next one fills. Each request is answered once its own messages are there.
 */
import type { RefusedEvent } from '../store/schema.ts';
import { type IncomingEvent, type Store, StoreOverloaded } from '../store/store.ts';

export interface WriteBufferOptions {
  /** What may wait, in messages. */
  waitingEventsMax: number;
  /** What may wait, in bytes of request bodies. */
  waitingBytesMax: number;
  /** In one commit. */
  commitEventsMax: number;
}

export const WRITE_BUFFER_DEFAULTS: WriteBufferOptions = {
  waitingEventsMax: 50_000,
  waitingBytesMax: 64 * 1024 * 1024,
  commitEventsMax: 5_000,
};

interface Waiting {
  events: IncomingEvent[];
  refused: RefusedEvent[];
  bytes: number;
  resolve(stored: boolean[]): void;
  reject(error: unknown): void;
}

export class WriteBuffer {
  readonly #store: Store;
  readonly #options: WriteBufferOptions;
  #waiting: Waiting[] = [];
  #waitingEvents = 0;
  #waitingBytes = 0;
  #running: Promise<void> | undefined;

  constructor(store: Store, options: WriteBufferOptions = WRITE_BUFFER_DEFAULTS) {
    this.#store = store;
    this.#options = options;
  }

  get waitingEvents(): number {
    return this.#waitingEvents;
  }

  /**
   * @param bytes how much memory the messages take, roughly: the size of their request's body
   * @returns for each event whether it was stored now; resolves once it is on disk
   * @throws {StoreOverloaded} when more waits than the bounds allow
   */
  async write(events: IncomingEvent[], refused: RefusedEvent[], bytes: number): Promise<boolean[]> {
    const count = events.length + refused.length;
    if (count === 0) return [];
    const tooMany = this.#waitingEvents + count > this.#options.waitingEventsMax;
    if (tooMany || this.#waitingBytes + bytes > this.#options.waitingBytesMax) {
      throw new StoreOverloaded(`${this.#waitingEvents} messages wait to be written`);
    }
    this.#waitingEvents += count;
    this.#waitingBytes += bytes;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ events, refused, bytes, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing waits any more. */
  async drain(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // Lets the requests that are being read in this very turn join the first commit.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) await this.#commit(this.#take());
    this.#running = undefined;
  }

  #take(): Waiting[] {
    let count = 0;
    let taken = 0;
    for (const { events } of this.#waiting) {
      if (taken > 0 && count + events.length > this.#options.commitEventsMax) break;
      count += events.length;
      taken += 1;
    }
    return this.#waiting.splice(0, taken);
  }

  async #commit(group: Waiting[]): Promise<void> {
    try {
      const { stored } = await this.#store.append(
        group.flatMap(({ events }) => events),
        group.flatMap(({ refused }) => refused),
      );
      let from = 0;
      for (const one of group) {
        one.resolve(stored.slice(from, from + one.events.length));
        from += one.events.length;
      }
    } catch (error) {
      for (const one of group) one.reject(error);
    } finally {
      for (const { events, refused, bytes } of group) {
        this.#waitingEvents -= events.length + refused.length;
        this.#waitingBytes -= bytes;
      }
    }
  }
}
