/**
 * Events from the moment they are made until the collector has them. What this page made is in
 * memory and, as soon as the browser lets it, in the database; a lease keeps two senders off the
 * same event, and ends by itself when its holder dies.
 */
import type { Core, Waiting } from './core.ts';
import { commit, put, read, transact } from './journal.ts';
import { tellDelivery } from './signals.ts';

export const QUEUE_EVENTS_MAX = 1000;
export const QUEUE_BYTES_MAX = 1_000_000;
export const QUEUE_AGE_MAX_MS = 604_800_000;
/** Longer than a request may take, so that a lease ends only when its holder is gone. */
export const LEASE_MS = 15_000;
/** Nobody may be left to hear the answer: the next page need not wait as long. */
const LAST_LEASE_MS = 5000;
const TRIM_EVERY = 32;

export function append(core: Core, event: Waiting): void {
  core.own_.set(event.id, event);
  put(core, `e${event.id}`, event);
  if (!(core.made_ % TRIM_EVERY)) take(core, [...core.own_.values()], 0, 0);
}

/**
 * Takes the oldest events that nobody is sending, of every tab and of former pages, and puts a
 * lease on them. Drops what is beyond the bounds.
 * @returns the events, and when the next lease of another sender ends (0: none is out)
 */
export async function lease(core: Core, countMax: number, bytesMax: number): Promise<[Waiting[], number]> {
  let taken: [Waiting[], number] | undefined;
  const pick = (stored: Waiting[]) => {
    const all = new Map(stored.map((event) => [event.id, event]));
    // What could not be written, or was deleted under us, still waits in memory.
    for (const [id, event] of core.own_) if (!all.has(id)) all.set(id, event);
    // At a second try the leases of the first hold.
    taken ??= take(core, [...all.values()], countMax, bytesMax);
  };
  await transact(core, (objects) => {
    read(objects.getAll(IDBKeyRange.bound('e', 'f')), (stored) => {
      pick(stored);
      commit(core, objects);
    });
  });
  pick([]);
  return taken!;
}

/** The same at once, of this page's own events: for a page that is about to go. */
export function leaseNow(core: Core, bytesMax: number): Waiting[] {
  const until = core.options_.now() + LAST_LEASE_MS;
  // What is out already may be cut off with the page.
  for (const event of core.own_.values()) if (event.lease > until) setLease(core, event, until);
  return take(core, [...core.own_.values()], QUEUE_EVENTS_MAX, bytesMax, LAST_LEASE_MS)[0];
}

/** The collector has it, or will never take it. */
export function drop(core: Core, { id }: Waiting): void {
  core.own_.delete(id);
  put(core, `e${id}`);
}

/** @param until 0: nobody sends it any more */
export function setLease(core: Core, event: Waiting, until: number): void {
  event.lease = until;
  if (core.own_.has(event.id)) core.own_.set(event.id, event);
  put(core, `e${event.id}`, event);
}

function take(
  core: Core,
  events: Waiting[],
  countMax: number,
  bytesMax: number,
  leaseMs = LEASE_MS,
): [Waiting[], number] {
  const taken: Waiting[] = [];
  const now = core.options_.now();
  let nextAt = 0;
  let room = QUEUE_BYTES_MAX;
  let dropped = 0;
  // Newest first: what is beyond the bounds is the oldest.
  const kept = events.reverse().filter((event, newer) => {
    room -= event.bytes;
    const isKept = newer < QUEUE_EVENTS_MAX && room >= 0 && now - event.at < QUEUE_AGE_MAX_MS;
    if (!isKept) {
      drop(core, event);
      dropped++;
    }
    return isKept;
  });
  if (dropped) tellDelivery(core, 'dropped', dropped, 'bounds');
  // A lease that ends later than any could was made by a clock that has been set back since.
  for (const event of kept.reverse())
    if (event.lease > now && event.lease <= now + LEASE_MS) nextAt = Math.min(nextAt || event.lease, event.lease);
    else if (taken.length < countMax && bytesMax > event.bytes) {
      bytesMax -= event.bytes + 1;
      setLease(core, event, now + leaseMs);
      taken.push(event);
    } else break;
  return [taken, nextAt];
}
