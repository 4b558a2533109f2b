import { log } from '../log.ts';
import { readNote, writeNote } from '../store/note.ts';
import type { Store } from '../store/store.ts';

/** Set by an erasure: the database's file still has the bytes of what was deleted, in blocks that are free. */
export const COMPACTION_DUE_NOTE = 'compaction_due';

/** Writes the database anew when an erasure asked for it. Events wait meanwhile, and senders with them. */
export async function compactIfDue(store: Store): Promise<void> {
  const due = await readNote(store, COMPACTION_DUE_NOTE);
  if (!due) return;
  const startedAtMs = performance.now();
  await store.compact();
  await store.transaction((transaction) => writeNote(transaction, COMPACTION_DUE_NOTE, ''));
  log('info', 'compacted', { milliseconds: Math.round(performance.now() - startedAtMs) });
}
