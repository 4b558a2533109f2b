/** The exact half of deduplication: what the index of identifiers suspects, the table decides. */
import { BIGINT, type DuckDBConnection, LIST, listValue, VARCHAR } from '@duckdb/node-api';
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
 * The sequence from which on the window's arrivals lie. Counted back from the latest arrival, not from the
 * clock, which may have been set forward since.
 */
export async function firstSequenceOfWindow(connection: DuckDBConnection, windowMs: number): Promise<number> {
  const reader = await connection.runAndReadAll(
    'SELECT min(sequence) FROM event WHERE arrived_at >= (SELECT max(arrived_at) FROM event) - $window',
    { window: BigInt(windowMs * 1000) },
    { window: BIGINT },
  );
  const first = reader.getRows()[0]![0];
  return first === null ? Number.MAX_SAFE_INTEGER : Number(first);
}

/** The highest sequence ever given, 0 before the first. */
export async function lastSequence(connection: DuckDBConnection): Promise<number> {
  const reader = await connection.runAndReadAll(
    `SELECT greatest((SELECT coalesce(max(sequence), 0) FROM event),
                     (SELECT coalesce(max(CAST(value AS BIGINT)), 0) FROM note WHERE name = '${LAST_SEQUENCE_NOTE}'))`,
  );
  return Number(reader.getRows()[0]![0]);
}

/** Fills the index with the rows from this sequence on, in their order. */
export async function loadIdentifiers(
  connection: DuckDBConnection,
  index: IdentifierIndex,
  fromSequence: number,
): Promise<void> {
  const result = await connection.stream(
    'SELECT sequence, key_space, message_id, arrived_at FROM event WHERE sequence >= $from ORDER BY sequence',
    { from: BigInt(fromSequence) },
    { from: BIGINT },
  );
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const [sequences, keySpaces, messageIds, arrivals] = chunk.getColumns();
    for (let row = 0; row < chunk.rowCount; row++) {
      const arrivalMs = Number(arrivals![row]) / 1000;
      index.add(keySpaces![row] as string, messageIds![row] as string, Number(sequences![row]), arrivalMs);
    }
  }
}
