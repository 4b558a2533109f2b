/** The accounts behind a number: opened from the number itself. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Segment } from '../api/answers.ts';
import { address, type Query } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import * as format from '../format.ts';
import { Answered } from './answered.tsx';
import { Download } from './report.tsx';
import { type Column, Table } from './table.tsx';

type AccountRow = Record<string, string | number | boolean | null>;

interface AccountsAnswer {
  count?: number;
  rows: AccountRow[];
}

interface AccountsBehindProps {
  /** How many there are, or, with `isAmount`, what they come to. */
  value: number;
  title: string;
  /** Of `GET /v1/accounts`. */
  query: Query;
  /** In place of the count, where they stand behind a share or an amount. */
  text?: string;
  /** The value is money or seats, not a number of accounts. */
  isAmount?: boolean;
}

/** A number that opens its accounts. */
export function AccountsBehind({ value, title, query, text, isAmount }: AccountsBehindProps) {
  const [open, setOpen] = useState(false);
  const count = format.count(value);
  if (value === 0) return <>{text ?? count}</>;
  const label = text === undefined ? count : isAmount ? text : `${text}, ${count} accounts`;
  return (
    <>
      <button type="button" class="link" onClick={() => setOpen(true)} aria-label={`${label}: ${title}`}>
        {text ?? count}
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
        <div class="tools">
          <Download href={address('v1/accounts', query)} />
          <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
      </div>
      <div class="dialog-body">
        <Answered asked={asked}>
          {({ rows, count }) => (
            <>
              <Table
                caption={title}
                columns={columnsOf(rows)}
                rows={rows}
                rowKey={(row, index) => (row.account ? `${row.account} ${row.user ?? ''}` : String(index))}
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

/** The parameters that choose a breakdown's row: its segment, beside those that are chosen for the whole page. */
export function segmentsOf(segment: Segment, chosen: readonly string[]): string[] {
  return [...chosen, ...Object.entries(segment ?? {}).map(([trait, value]) => `${trait}:${value}`)];
}

/** Whatever the answer tells of an account. */
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
