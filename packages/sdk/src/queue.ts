/**
 * Events from the moment they are made until the collector has them. What this page made is in
 * memory and, as soon as the browser lets it, in the database; a lease keeps two senders off the
 * same event, and ends by itself when its holder dies.
 */
import type { Journal } from './journal.ts';

/** One event on its way, as it lies in the database under `e` + id. Ids sort by time. */
export interface Waiting {
  id: string;
  /** When it was made, epoch milliseconds. */
  at: number;
  json: string;
  /** Length of `json` in UTF-8. */
  bytes: number;
  /** Epoch milliseconds until which somebody is sending it; 0 for nobody. */
  lease: number;
}

export const QUEUE_LIMITS = {
  eventsMax: 1000,
  bytesMax: 1_000_000,
  ageMaxMs: 7 * 86_400_000,
  /** Longer than a request may take, so that a lease ends only when its holder is gone. */
  leaseMs: 15_000,
} as const;

export interface Queue {
  append_(event: Waiting): void;
  /**
   * Takes the oldest events that nobody is sending, of every tab and of former pages, and puts a lease
   * on them. Drops what is beyond the bounds.
   * @returns the events, and when the next lease of another sender ends (0: none is out)
   */
  lease_(eventsMax: number, bytesMax: number): Promise<{ events_: Waiting[]; nextAt_: number }>;
  /** The same at once, of this page's own events: for a page that is about to go. */
  leaseNow_(bytesMax: number): Waiting[];
  /** The collector has them, or will never take them. */
  acknowledge_(events: Waiting[]): void;
  /** Nobody is sending them any more. */
  release_(events: Waiting[]): void;
  /** Another tab sends them; this page need not at its end. */
  forget_(ids: string[]): void;
  /** The page was away: what is stored may have been sent by others, who could not tell. */
  thaw_(): void;
  clear_(): void;
}

export function createQueue(journal: Journal, now: () => number, onDrop: (count: number) => void): Queue {
  const { eventsMax, bytesMax, ageMaxMs, leaseMs } = QUEUE_LIMITS;
  const own = new Map<string, Waiting>();
  let ownBytes = 0;

  const drop = (event: Waiting) => {
    if (own.delete(event.id)) ownBytes -= event.bytes;
    journal.put_(`e${event.id}`);
  };
  const put = (event: Waiting, lease: number) => {
    event.lease = lease;
    if (own.has(event.id)) own.set(event.id, event);
    journal.put_(`e${event.id}`, event);
  };
  /** A lease that ends later than any lease could was made by a clock that has been set back since. */
  const isLeased = (event: Waiting) => event.lease > now() && event.lease <= now() + leaseMs;

  const trim = (events: Waiting[]) => {
    let bytes = 0;
    let room = eventsMax;
    const kept: Waiting[] = [];
    for (const event of events.reverse()) {
      bytes += event.bytes;
      if (room-- > 0 && bytes <= bytesMax && now() - event.at < ageMaxMs) kept.push(event);
      else drop(event);
    }
    if (events.length > kept.length) onDrop(events.length - kept.length);
    return kept.reverse();
  };

  const take = (events: Waiting[], count: number, bytes: number) => {
    const taken: Waiting[] = [];
    let nextAt = 0;
    for (const event of events) {
      if (isLeased(event)) nextAt = Math.min(nextAt || event.lease, event.lease);
      else if (taken.length < count && bytes > event.bytes) {
        bytes -= event.bytes + 1;
        put(event, now() + leaseMs);
        taken.push(event);
      } else break;
    }
    return { events_: taken, nextAt_: nextAt };
  };

  const clear_ = () => {
    own.clear();
    ownBytes = 0;
  };

  return {
    append_(event) {
      own.set(event.id, event);
      ownBytes += event.bytes;
      put(event, 0);
      if (own.size > eventsMax || ownBytes > bytesMax) trim([...own.values()]);
    },
    async lease_(count, bytes) {
      let taken: ReturnType<typeof take> | undefined;
      const pick = (stored: Waiting[]) => {
        const all = new Map(stored.map((event) => [event.id, event]));
        // What could not be written, or was deleted under us, still waits in memory.
        for (const [id, event] of own) if (!all.has(id)) all.set(id, event);
        taken = take(trim([...all.values()]), count, bytes);
      };
      await journal.transact_((objects) => {
        objects.getAll(IDBKeyRange.bound('e', 'f')).onsuccess = (event) => {
          pick((event.target as IDBRequest).result);
          journal.commit_(objects);
        };
      });
      if (!taken) pick([]);
      return taken!;
    },
    leaseNow_: (bytes) => take([...own.values()], eventsMax, bytes).events_,
    acknowledge_: (events) => events.forEach(drop),
    release_(events) {
      for (const event of events) put(event, 0);
    },
    forget_(ids) {
      for (const id of ids) {
        const event = own.get(id);
        if (event) {
          own.delete(id);
          ownBytes -= event.bytes;
        }
      }
    },
    thaw_() {
      if (journal.isWhole_()) clear_();
    },
    clear_,
  };
}
