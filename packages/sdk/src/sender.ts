/** When events leave: after a moment, when a batch is full, when the page goes, and again when refused. */
import type { Core, Waiting } from './core.ts';
import { readLocal, writeLocal } from './local.ts';
import { isGranted, isPage } from './permission.ts';
import type { BatchAnswer } from './protocol.ts';
import { purge } from './purge.ts';
import { drop, lease, leaseNow, setLease } from './queue.ts';
import { tellDelivery, tellTabs } from './signals.ts';
import { send } from './transport.ts';

export const BATCH_EVENTS_MAX = 50;
const BATCH_BYTES_MAX = 49_152;
/** Browsers refuse a page more than 64 KiB of requests that outlive it. */
const KEEPALIVE_BYTES_MAX = 61_440;
const FLUSH_INTERVAL_MS = 2000;
const BACKOFF_FIRST_MS = 1000;
const BACKOFF_MAX_MS = 300_000;
const RETRY_MAX_MS = 3_600_000;

/** Sends what there is, one tab at a time. Never rejects. */
export function flush(core: Core): Promise<void> {
  core.running_ = core.running_
    .then(() => exclusively(core))
    // Given up; or there are no locks, or none for a page without an origin of its own.
    .catch(() => (core.channel_ ? drain(core) : schedule(core, FLUSH_INTERVAL_MS)))
    .catch(console.error);
  return core.running_ as Promise<void>;
}

/** Something was appended. */
export function wake(core: Core): void {
  if (core.made_ % BATCH_EVENTS_MAX) {
    if (!core.timer_) schedule(core, core.options_.flushIntervalMs ?? FLUSH_INTERVAL_MS);
  } else flush(core);
}

/** The network is back: waits for nothing but what the collector asked for. */
export function resume(core: Core): void {
  core.retryAt_ = core.attempts_ = 0;
  flush(core);
}

/** The page is hidden or going: the last moment that is sure to come. */
export function leave(core: Core): void {
  core.stay_.abort();
  // What the collector does not want now is safe where it is.
  if (!isGranted(core) || waitMs(core) > 0) return;
  const events = leaseNow(core, KEEPALIVE_BYTES_MAX - core.bytesInFlight_);
  if (events[0]) deliver(core, events, true);
}

function schedule(core: Core, ms: number): void {
  clearTimeout(core.timer_);
  if (!core.end_.signal.aborted) core.timer_ = setTimeout(() => flush(core), ms);
}

/** A time further off than any wait was set by a clock that has been wrong. */
function waitMs(core: Core): number {
  const ms = Math.max(core.retryAt_, readLocal<number>(`${core.name_}:retry`) ?? 0) - core.options_.now();
  return ms > RETRY_MAX_MS ? 0 : ms;
}

/**
 * Under the lock that the tabs share. It is let go when the page is left, and so is the place in the queue for it: both
 * would keep the page from the back/forward cache. At rest, without a channel, the page asks for no other.
 */
function exclusively(core: Core): Promise<unknown> {
  core.stay_ = core.channel_ ? new AbortController() : core.stay_;
  return isPage
    ? navigator.locks.request(core.name_, core.stay_, () =>
        Promise.race([drain(core), new Promise((resolve) => (core.stay_.signal.onabort = resolve))]),
      )
    : drain(core);
}

async function drain(core: Core): Promise<unknown> {
  core.timer_ = undefined;
  while (isGranted(core)) {
    const ms = waitMs(core);
    if (ms > 0) return schedule(core, ms);
    const [events, nextAt] = await lease(core, core.batchMax_, BATCH_BYTES_MAX);
    if (!events[0]) return nextAt && schedule(core, nextAt - core.options_.now());
    await deliver(core, events);
  }
}

async function deliver(core: Core, events: Waiting[], isLast?: boolean): Promise<void> {
  const count = events.length;
  let bytes = 0;
  for (const event of events) bytes += event.bytes + 1;
  tellTabs(core, { ids: events.map(({ id }) => id) });
  core.bytesInFlight_ += bytes;
  const [{ status = 0, headers }, answer] = await send(core, events, isLast);
  core.bytesInFlight_ -= bytes;
  // A proxy or a hotel's sign-in page may say 200 too.
  const isStored = answer?.success;
  const isRefused = [400, 413, 415].includes(status);
  if (isStored || (isRefused && count < 2)) {
    core.attempts_ = 0;
    core.batchMax_ = Math.min(BATCH_EVENTS_MAX, core.batchMax_ * 2);
    for (const event of events) drop(core, event);
    tellDelivery(core, isStored ? 'sent' : 'refused', count, status);
    heed(core, answer);
  } else {
    for (const event of events) setLease(core, event, 0);
    // One of them is what the collector cannot take; the others must not go with it.
    if (isRefused) core.batchMax_ = count >> 1;
    else {
      core.retryAt_ =
        core.options_.now() +
        // In seconds; where it names a date, or nothing, by our own measure.
        (Math.min(RETRY_MAX_MS, Number(headers?.get('Retry-After')) * 1000) ||
          Math.random() * Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** ++core.attempts_));
      if (status) writeLocal(`${core.name_}:retry`, core.retryAt_);
      tellDelivery(core, 'retry', count, status);
    }
  }
}

function heed(core: Core, answer?: BatchAnswer): void {
  for (const { code } of answer?.rejected ?? []) {
    tellDelivery(core, 'refused', 1, code);
    if (code === 'erased') purge(core);
  }
}
