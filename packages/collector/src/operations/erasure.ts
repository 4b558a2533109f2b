/**
 * Erasure: what names a person or an account leaves the events, their traits, the refused events and
 * everything derived. Only a keyed digest of the id stays, so that its later events can be refused.
 */
import { createHmac, randomUUID } from 'node:crypto';
import type { WriteBuffer } from '../ingest/write-buffer.ts';
import type { Rollup } from '../rollup/rollup.ts';
import { keepLastSequence, writeNote } from '../store/note.ts';
import type { Store, Transaction } from '../store/store.ts';
import { COMPACTION_DUE_NOTE } from './compaction.ts';
import { claimedEvents, type ErasedKind, tiedAnonymousIds } from './erased-rows.ts';

export type { ErasedKind } from './erased-rows.ts';

/** What a caller gets, and what is kept. Does not hold the id. */
export interface ErasureReceipt {
  /** For `POST /v1/erasures/ID/lift`. */
  receipt: string;
  kind: ErasedKind;
  /** RFC 3339. */
  erasedAt: string;
  removed: { events: number; traits: number; refusedEvents: number };
  /** What the operator should know besides. */
  note: string;
}

export interface ErasureDependencies {
  store: Store;
  buffer: WriteBuffer;
  rollup: Rollup;
  /** Keys the digests. */
  secret: string;
  /** With users as accounts, erasing an account is erasing the user. */
  accountIsUser: () => boolean;
  /** Epoch milliseconds. */
  now: () => number;
}

const NOTE =
  'Removed from events, traits, refused events and everything derived. The database’s file is written anew ' +
  'within the hour, and at the next start. Backups and exports made before hold it still. ' +
  'Later events of this id are refused until the erasure is lifted.';

export class Erasures {
  readonly #dependencies: ErasureDependencies;
  readonly #digests = new Set<string>();

  constructor(dependencies: ErasureDependencies) {
    this.#dependencies = dependencies;
  }

  /** To be called before anything is ingested. */
  async load(): Promise<void> {
    const rows = await this.#dependencies.store.query<{ digest: string }>(
      'SELECT digest FROM erasure WHERE lifted_at IS NULL',
    );
    for (const { digest } of rows) this.#digests.add(digest);
  }

  get count(): number {
    return this.#digests.size;
  }

  isErased = (kind: ErasedKind, id: string): boolean => {
    return this.#digests.size > 0 && this.#digests.has(this.#digest(kind, id));
  };

  async erase(asked: ErasedKind, id: string): Promise<ErasureReceipt> {
    const { store, buffer, rollup, accountIsUser, now } = this.#dependencies;
    const kind = asked === 'account' && accountIsUser() ? 'user' : asked;
    const ids = kind === 'user' ? [id, ...(await tiedAnonymousIds(store, id))] : [id];
    const digests = ids.map((one) => this.#digest(kind, one));
    if (kind !== asked) digests.push(this.#digest(asked, id));
    // From here on nothing of it is taken in; what was taken in before is waited for, then removed.
    for (const digest of digests) this.#digests.add(digest);
    await buffer.drain();
    const receipt = randomUUID();
    const erasedAt = new Date(now()).toISOString();
    const removed = await store.transaction(async (transaction) => {
      const counts = await remove(transaction, kind, ids);
      const text = JSON.stringify({ receipt, kind: asked, erasedAt, removed: counts, note: NOTE });
      const rows = digests.map((digest) => [receipt, asked, digest, now() * 1000, null, text]);
      await transaction.insert('erasure', rows);
      await writeNote(transaction, COMPACTION_DUE_NOTE, erasedAt);
      return counts;
    });
    await rollup.invalidate();
    await rollup.settle();
    return { receipt, kind: asked, erasedAt, removed, note: NOTE };
  }

  /** @param id of the receipt, or the erased id itself. @returns whether there was something to lift */
  async lift(id: string): Promise<boolean> {
    const { store, now } = this.#dependencies;
    const [user, account] = [this.#digest('user', id), this.#digest('account', id)];
    const rows = await store.query<{ digest: string }>(
      `SELECT digest FROM erasure WHERE lifted_at IS NULL
       AND id IN (SELECT id FROM erasure WHERE id = $id OR digest = $user OR digest = $account)`,
      { id, user, account },
    );
    await store.transaction(async (transaction) => {
      for (const { digest } of rows) {
        const parameters = { digest, now: now() * 1000 };
        await transaction.run('UPDATE erasure SET lifted_at = $now WHERE digest = $digest', parameters);
      }
    });
    for (const { digest } of rows) this.#digests.delete(digest);
    return rows.length > 0;
  }

  #digest(kind: ErasedKind, id: string): string {
    return createHmac('sha256', this.#dependencies.secret).update(`${kind}:${id}`).digest('base64url');
  }
}

async function remove(transaction: Transaction, kind: ErasedKind, ids: string[]): Promise<ErasureReceipt['removed']> {
  const removed = { events: 0, traits: 0, refusedEvents: 0 };
  await keepLastSequence(transaction);
  await transaction.run('CREATE TEMP TABLE erased_sequence (sequence BIGINT)');
  await claimedEvents(transaction, kind, ids, 'erased_sequence');
  const isErased = 'sequence IN (SELECT sequence FROM erased_sequence)';
  removed.traits = await removeRows(transaction, 'trait', isErased, {});
  removed.events = await removeRows(transaction, 'event', isErased, {});
  await transaction.run('DROP TABLE erased_sequence');
  for (const id of ids) {
    // As JSON writes it, with its quotes: no other id that merely contains it.
    const needle = JSON.stringify(id);
    const mentions = 'position($needle IN message) > 0 OR position($id IN reason) > 0';
    removed.refusedEvents += await removeRows(transaction, 'refused_event', mentions, { needle, id });
  }
  return removed;
}

async function removeRows(
  transaction: Transaction,
  table: string,
  condition: string,
  parameters: Record<string, string>,
): Promise<number> {
  const [row] = await transaction.query<{ amount: number }>(
    `SELECT count(*) AS amount FROM ${table} WHERE ${condition}`,
    parameters,
  );
  await transaction.run(`DELETE FROM ${table} WHERE ${condition}`, parameters);
  return row?.amount ?? 0;
}
