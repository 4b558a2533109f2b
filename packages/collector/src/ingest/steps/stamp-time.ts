import { LIMITS } from '@attachkit/sdk/protocol';
import type { Step } from '../draft.ts';
import { refuse } from '../refusals.ts';
import { MICROSECONDS_PER_MS, parseTimestamp } from '../timestamp.ts';

const TOLERANCE = LIMITS.clockSkewToleranceMs * MICROSECONDS_PER_MS;

/** When it happened, by the collector's clock. Once stored, it never moves. */
export const stampTime: Step = (draft, context) => {
  const told = draft.message.timestamp ?? draft.message.originalTimestamp;
  if (told === undefined || told === null) {
    draft.at = context.arrivedAt;
    return undefined;
  }
  const timestamp = parseTimestamp(told);
  if (timestamp === undefined) return refuse('timestamp_invalid');
  const mended = timestamp + context.skew;
  const tooLate = mended > context.arrivedAt + TOLERANCE;
  draft.at = tooLate || !Number.isSafeInteger(mended) ? context.arrivedAt : mended;
  return undefined;
};

/**
 * What to add to the timestamps of a request.
 * @param sentAt as sent; what is no timestamp counts as not sent
 * @returns microseconds; 0 where the sender's clock is right within five minutes
 */
export function measureSkew(sentAt: unknown, arrivedAt: number): number {
  const sent = parseTimestamp(sentAt);
  if (sent === undefined) return 0;
  const skew = arrivedAt - sent;
  return Math.abs(skew) > TOLERANCE ? skew : 0;
}
