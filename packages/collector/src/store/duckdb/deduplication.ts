/** The exact half of deduplication: what the index of identifiers suspects, the table decides. */
import { type DuckDBConnection, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type { IdentifierIndex, SequenceRange } from '../identifier-index.ts';
import { LAST_SEQUENCE_NOTE } from '../note.ts';

/** An id that may be stored already, in these rows. */
export interface Candidate {
  /** In the caller's list. */
  index: number;
  keySpace: string;
  messageId: string;
  range: SequenceRange;
}

/** @returns the `index` of those that are stored */
export async function findStored(connection: DuckDBConnection, candidates: Candidate[]): Promise<Set<number>> {
  const found = new Set<number>();
  for (const group of groupBySegment(candidates)) {
    const stored = await readStored(connection, group);
    for (const { index, keySpace, messageId } of group) {
      if (stored.has(`${keySpace}:${messageId}`)) found.add(index);
    }
  }
  return found;
}

function groupBySegment(candidates: Candidate[]): Iterable<Candidate[]> {
  const groups = new Map<number, Candidate[]>();
  for (const candidate of candidates) {
    const group = groups.get(candidate.range.from);
    if (group) group.push(candidate);
    else groups.set(candidate.range.from, [candidate]);
  }
  return groups.values();
}

async function readStored(connection: DuckDBConnection, group: Candidate[]): Promise<Set<string>> {
  const { from, to } = group[0]!.range;
  const result = await connection.run(
    `SELECT key_space || ':' || message_id FROM event
     WHERE sequence BETWEEN ${from} AND ${to} AND message_id IN (SELECT unnest($ids))`,
    { ids: listValue(group.map(({ messageId }) => messageId)) },
    { ids: LIST(VARCHAR) },
  );
  const rows = await result.getRows();
  return new Set(rows.map(([key]) => String(key)));
}

/**
 * Fills the index with what arrived since, in order of arrival.
 * @returns the last sequence given, 0 for an empty table
 */
export async function loadIdentifiers(
  connection: DuckDBConnection,
  index: IdentifierIndex,
  arrivedAfterMs: number,
): Promise<number> {
  const since = Number.isFinite(arrivedAfterMs) ? Math.floor(arrivedAfterMs * 1000) : 0;
  const result = await connection.stream(
    `SELECT sequence, key_space, message_id, arrived_at FROM event
     WHERE sequence >= (SELECT coalesce(min(sequence), 0) FROM event WHERE arrived_at >= ${since}) ORDER BY sequence`,
  );
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const [sequences, keySpaces, messageIds, arrivals] = chunk.getColumns();
    for (let row = 0; row < chunk.rowCount; row++) {
      index.add(
        keySpaces![row] as string,
        messageIds![row] as string,
        Number(sequences![row]),
        Number(arrivals![row]) / 1000,
      );
    }
  }
  const last = await connection.runAndReadAll(
    `SELECT greatest((SELECT coalesce(max(sequence), 0) FROM event),
                     (SELECT coalesce(max(CAST(value AS BIGINT)), 0) FROM note WHERE name = '${LAST_SEQUENCE_NOTE}'))`,
  );
  return Number(last.getRows()[0]![0]);
}
