import type { Ingestion } from '../ingest/ingestion.ts';
import { REFUSED_TABLE, type RefusedEvent } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { RefusedEvents } from './refused-events.ts';

export interface ReplayReport {
  /** Stored now. */
  accepted: number;
  /** Stored before, under the same id. */
  duplicates: number;
  /** Refused again, and still kept. */
  refused: number;
}

const EVENTS_AT_ONCE = 1000;

/** Tries every refused event again, as after the catalog was mended. What is taken in leaves the store of refused events. */
export async function replay(store: Store, ingestion: Ingestion, refusedEvents: RefusedEvents): Promise<ReplayReport> {
  const report = { accepted: 0, duplicates: 0, refused: 0 };
  // What this transaction sees is what it deletes: whatever is refused meanwhile stays.
  await store.transaction(async (transaction) => {
    const events = await transaction.query<RefusedEvent & { [column: string]: string | number | null }>(
      `SELECT refused_at AS "refusedAt", key_space AS "keySpace", message_id AS "messageId", code, reason, skew, message
       FROM ${REFUSED_TABLE} ORDER BY refused_at`,
    );
    const stillRefused: RefusedEvent[] = [];
    for (let from = 0; from < events.length; from += EVENTS_AT_ONCE) {
      const retaken = await ingestion.retake(events.slice(from, from + EVENTS_AT_ONCE));
      report.accepted += retaken.accepted;
      report.duplicates += retaken.duplicates;
      stillRefused.push(...retaken.stillRefused);
    }
    report.refused = stillRefused.length;
    await transaction.run(`DELETE FROM ${REFUSED_TABLE}`);
    await transaction.insert(REFUSED_TABLE, stillRefused.map(toCells));
  });
  await refusedEvents.load();
  return report;
}

function toCells({ refusedAt, keySpace, messageId, code, reason, skew, message }: RefusedEvent) {
  return [refusedAt, keySpace, messageId, code, reason, skew, message];
}
