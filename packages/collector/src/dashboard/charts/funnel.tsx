import type { ComponentChildren } from 'preact';
import * as format from '../format.ts';

export interface Stage {
  label: string;
  count: number;
  /** Of the stage before, the share that did not get here; null at the first. */
  dropOff: number | null;
  /** In place of the count as text: what opens the accounts behind it. */
  content?: ComponentChildren;
}

/** Stages below each other, each as wide as it is big. */
export function Funnel({ stages }: { stages: Stage[] }) {
  const first = stages[0]?.count || 1;
  return (
    <ol class="funnel">
      {stages.map(({ label, count, dropOff, content }) => (
        <li key={label}>
          <span>{label}</span>
          <span class="track" aria-hidden="true">
            <i style={{ width: `${(100 * count) / first}%` }} />
          </span>
          <span class="number">
            {content ?? format.count(count)}{' '}
            <span class="soft">{dropOff === null ? format.percent(1, 0) : `${format.percent(count / first, 0)}`}</span>
            <span class="hidden">
              {dropOff === null ? '' : `, ${format.percent(dropOff, 0)} fewer than the stage before`}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}
