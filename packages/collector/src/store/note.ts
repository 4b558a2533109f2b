/** Small facts that must outlive a restart, by name. */
import type { Store, Transaction } from './store.ts';

/** The highest sequence ever given: rows may be deleted, their numbers do not come back. */
export const LAST_SEQUENCE_NOTE = 'last_sequence';

/** Which saved index of identifiers belongs to this database. */
export const SAVED_IDENTIFIERS_NOTE = 'saved_identifiers';

export async function readNote(store: Pick<Store, 'query'>, name: string): Promise<string | undefined> {
  const [row] = await store.query<{ value: string }>('SELECT value FROM note WHERE name = $name', { name });
  return row?.value;
}

export async function writeNote(transaction: Transaction, name: string, value: string): Promise<void> {
  await transaction.run('DELETE FROM note WHERE name = $name', { name });
  await transaction.run('INSERT INTO note VALUES ($name, $value)', { name, value });
}

/** To be called before events are deleted. */
export async function keepLastSequence(transaction: Transaction): Promise<void> {
  const [row] = await transaction.query<{ last: number | null }>(
    `SELECT greatest((SELECT max(sequence) FROM event),
                     (SELECT max(CAST(value AS BIGINT)) FROM note WHERE name = '${LAST_SEQUENCE_NOTE}')) AS last`,
  );
  if (row?.last != null) await writeNote(transaction, LAST_SEQUENCE_NOTE, String(row.last));
}
