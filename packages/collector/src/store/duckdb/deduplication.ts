/** The exact half of deduplication: what the index of identifiers suspects, the table decides. */
import { BIGINT, type DuckDBConnection, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import type { SavedState } from '../identifier-file.ts';
import type { IdentifierIndex, SequenceRange } from '../identifier-index.ts';
import { LAST_SEQUENCE_NOTE, SAVED_IDENTIFIERS_NOTE } from '../note.ts';

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
async function firstSequenceOfWindow(connection: DuckDBConnection, windowMs: number): Promise<number> {
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

/** Fills the index with the ids of the window. */
export async function readIdentifiers(
  connection: DuckDBConnection,
  index: IdentifierIndex,
  windowMs: number,
): Promise<void> {
  const first = Number.isFinite(windowMs) ? await firstSequenceOfWindow(connection, windowMs) : 0;
  await readIdentifiersFrom(connection, index, first);
}

/** Rows whose ids are read as one text. */
const ROWS_TOGETHER = 4096;
/** Of one question: its answer is held in memory. */
const ROWS_ASKED = 32 * ROWS_TOGETHER;

/**
 * Fills the index with the rows from this sequence on, in their order. Thousands of ids are read as one text: each as a
 * value of its own would take several times as long. Ids with a line break in them, and rows between which others
 * were deleted, are told by their number, and read one by one.
 */
export async function readIdentifiersFrom(
  connection: DuckDBConnection,
  index: IdentifierIndex,
  fromSequence: number,
): Promise<void> {
  const end = await lastSequence(connection);
  for (let from = fromSequence; from <= end; from += ROWS_ASKED) {
    const reader = await connection.runAndReadAll(
      `SELECT min(sequence) AS first, max(sequence) AS last, count(*) AS amount, max(arrived_at) AS arrived,
         string_agg(left(key_space, 1) || message_id, chr(10) ORDER BY sequence) AS ids
       FROM event WHERE sequence >= ${from} AND sequence < ${from + ROWS_ASKED}
       GROUP BY (sequence - ${from}) // ${ROWS_TOGETHER} ORDER BY min(sequence)`,
    );
    for (const [first, last, amount, arrivedAt, text] of reader.getRows()) {
      const ids = (text as string).split('\n');
      const isRun = ids.length === Number(amount) && Number(last) - Number(first) + 1 === ids.length;
      if (isRun) addRun(index, ids, Number(first), Number(arrivedAt) / 1000);
      else await readOneByOne(connection, index, Number(first), Number(last));
    }
  }
}

/** @param ids each after the first letter of its key space */
function addRun(index: IdentifierIndex, ids: string[], firstSequence: number, arrivalMs: number): void {
  for (const [place, id] of ids.entries()) {
    index.add(id.startsWith('w') ? 'write' : 'server', id.slice(1), firstSequence + place, arrivalMs);
  }
}

async function readOneByOne(connection: DuckDBConnection, index: IdentifierIndex, first: number, last: number) {
  const reader = await connection.runAndReadAll(
    `SELECT sequence, key_space, message_id, arrived_at FROM event
     WHERE sequence BETWEEN ${first} AND ${last} ORDER BY sequence`,
  );
  for (const [sequence, keySpace, messageId, arrivedAt] of reader.getRows()) {
    index.add(keySpace as string, messageId as string, Number(sequence), Number(arrivedAt) / 1000);
  }
}

/** The state that a file of identifiers must have been made in. @returns `undefined` where none was ever saved */
export async function readSavedState(connection: DuckDBConnection): Promise<SavedState | undefined> {
  const reader = await connection.runAndReadAll(`SELECT value FROM note WHERE name = '${SAVED_IDENTIFIERS_NOTE}'`);
  const mark = reader.getRows()[0]?.[0];
  return typeof mark === 'string' ? { mark, lastSequence: await lastSequence(connection) } : undefined;
}
