/** When events leave: after a moment, when a batch is full, when the page goes, and again when refused. */
import { readLocal, writeLocal } from './local.ts';
import type { Rejection } from './protocol.ts';
import type { DeliverySignal } from './public-api.ts';
import type { Queue, Waiting } from './queue.ts';
import type { Send } from './transport.ts';

const BATCH_EVENTS_MAX = 50;
const BATCH_BYTES_MAX = 48 * 1024;
/** Browsers refuse a page more than 64 KiB of requests that outlive it. */
const KEEPALIVE_BYTES_MAX = 60 * 1024;
const BACKOFF_FIRST_MS = 1000;
const BACKOFF_MAX_MS = 300_000;
const RETRY_MAX_MS = 3_600_000;

export interface SenderContext {
  queue_: Queue;
  send_: Send;
  /** Unique to the installation: names the lock and what the tabs share. */
  name_: string;
  flushIntervalMs_: number;
  now_: () => number;
  maySend_: () => boolean | undefined;
  tell_: (state: DeliverySignal['state'], count: number, reason?: string | number) => void;
  /** This page sends these; the other tabs need not. */
  announce_: (ids: string[]) => void;
  onRejected_: (rejected: Rejection[]) => void;
}

export interface Sender {
  flush_(): Promise<void>;
  /** Something was appended. */
  wake_(): void;
  /** The network is back: waits for nothing but what the collector asked for. */
  resume_(): void;
  /** The page is hidden or going. */
  leave_(): void;
  close_(): void;
}

export function createSender(context: SenderContext): Sender {
  const { queue_: queue, now_: now, tell_: tell, flushIntervalMs_: flushIntervalMs } = context;
  const retryKey = `${context.name_}:retry`;
  let batchMax = BATCH_EVENTS_MAX;
  let attempts = 0;
  /** Appended since the last time the queue was looked through. */
  let fresh = 0;
  let retryAt = 0;
  let bytesInFlight = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let again: Promise<void> | undefined;
  let unlock: (() => void) | undefined;

  const schedule = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(flush, ms);
  };

  /** A time further off than any wait was set by a clock that has been wrong. */
  const waitMs = () => {
    const ms = Math.max(retryAt, readLocal<number>(retryKey) ?? 0) - now();
    return ms > RETRY_MAX_MS ? 0 : ms;
  };

  /** @returns whether to go on with the next batch */
  const deliver = async (events: Waiting[], isLast: boolean): Promise<boolean> => {
    const count = events.length;
    const bytes = events.reduce((sum, event) => sum + event.bytes + 1, 0);
    context.announce_(events.map((event) => event.id));
    bytesInFlight += bytes;
    const { answer_: answer, status_: status, retryAfterMs_: retryAfterMs } = await context.send_(events, isLast);
    bytesInFlight -= bytes;
    const refused = [400, 413, 415, 422].includes(status);
    if (answer || (refused && count < 2)) {
      attempts = 0;
      batchMax = Math.min(BATCH_EVENTS_MAX, batchMax * 2);
      queue.acknowledge_(events);
      tell(answer ? 'sent' : 'refused', count, status);
      if (answer) context.onRejected_(answer.rejected ?? []);
      return true;
    }
    queue.release_(events);
    if (refused) {
      // One of them is what the collector cannot take; the others must not go with it.
      batchMax = count >> 1;
      return true;
    }
    retryAt = now() + (retryAfterMs || Math.random() * Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** ++attempts));
    if (status) writeLocal(retryKey, retryAt);
    tell('retry', count, status);
    return false;
  };

  const drain = async () => {
    timer = undefined;
    fresh = 0;
    for (let goesOn = true; context.maySend_(); ) {
      const ms = waitMs();
      if (ms > 0 || !goesOn) return schedule(Math.max(0, ms));
      const { events_: events, nextAt_: nextAt } = await queue.lease_(batchMax, BATCH_BYTES_MAX);
      if (!events.length) return nextAt ? schedule(nextAt - now()) : undefined;
      goesOn = await deliver(events, false);
    }
  };

  /** One tab at a time. The lock is let go when the page is left: it would keep it from the back/forward cache. */
  const exclusively = async (work: () => Promise<void>) => {
    const locks = navigator.locks;
    if (!locks) return work();
    let isRun = false;
    try {
      await locks.request(context.name_, { ifAvailable: true }, (lock) => {
        isRun = true;
        if (!lock) return schedule(flushIntervalMs);
        return new Promise<void>((resolve) => {
          unlock = resolve;
          work().finally(resolve);
        });
      });
    } catch {
      // Refused where the page has no origin of its own.
      if (!isRun) await work();
    }
  };

  const flush = (): Promise<void> => {
    if (running) {
      again ??= running.then(() => {
        again = undefined;
        return flush();
      });
      return again;
    }
    running = exclusively(drain).finally(() => {
      running = undefined;
    });
    return running;
  };

  return {
    flush_: flush,
    wake_() {
      if (++fresh < BATCH_EVENTS_MAX) timer ??= setTimeout(flush, flushIntervalMs);
      else flush();
    },
    resume_() {
      retryAt = attempts = 0;
      flush();
    },
    leave_() {
      unlock?.();
      if (!context.maySend_() || waitMs() > 0) return;
      const events = queue.leaseNow_(KEEPALIVE_BYTES_MAX - bytesInFlight);
      if (events.length) deliver(events, true);
    },
    close_() {
      clearTimeout(timer);
      timer = -1 as never;
    },
  };
}
