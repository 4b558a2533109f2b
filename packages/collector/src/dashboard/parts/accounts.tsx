/** The accounts behind a number: opened from the number itself. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { address, type Query } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import * as format from '../format.ts';
import { Answered } from './answered.tsx';
import { type Column, Table } from './table.tsx';

type AccountRow = Record<string, string | number | boolean | null>;

interface AccountsAnswer {
  count?: number;
  rows: AccountRow[];
}

/** A number that opens its accounts. @param query of `GET /v1/accounts` */
export function AccountsBehind({ value, title, query }: { value: number; title: string; query: Query }) {
  const [open, setOpen] = useState(false);
  if (value === 0) return <>{format.count(value)}</>;
  return (
    <>
      <button type="button" class="link" onClick={() => setOpen(true)} aria-label={`${format.count(value)}: ${title}`}>
        {format.count(value)}
      </button>
      {open && <AccountsDialog title={title} query={query} close={() => setOpen(false)} />}
    </>
  );
}

function AccountsDialog({ title, query, close }: { title: string; query: Query; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current!.showModal(), []);
  const asked = useAnswer<AccountsAnswer>(address('v1/accounts', { ...query, limit: 200 }));
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      aria-label={title}
      onClose={close}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="dialog-head">
        <h2>{title}</h2>
        <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      <div class="dialog-body">
        <Answered asked={asked}>
          {({ rows, count }) => (
            <>
              <Table
                caption={title}
                columns={columnsOf(rows)}
                rows={rows}
                rowKey={(row, index) => String(row.account ?? index)}
              />
              {count !== undefined && count > rows.length && (
                <p class="soft">
                  The first {format.count(rows.length)} of {format.count(count)}.
                </p>
              )}
            </>
          )}
        </Answered>
      </div>
    </dialog>
  );
}

/** Whatever the answer tells of an account, its name first. */
function columnsOf(rows: AccountRow[]): Column<AccountRow>[] {
  const names = Object.keys(rows[0] ?? {}).filter((name) =>
    rows.some((row) => row[name] !== null && typeof row[name] !== 'object'),
  );
  return names.map((name) => ({
    title: name === 'mrr' ? 'MRR' : name.charAt(0).toUpperCase() + name.slice(1),
    number: rows.every((row) => row[name] === null || typeof row[name] === 'number'),
    cell: (row) => {
      const value = row[name];
      if (name === 'mrr') return format.money(value as number);
      return typeof value === 'number' ? format.count(value) : value === null ? '–' : String(value);
    },
  }));
}
