import type { ComponentChildren } from 'preact';

/** One number that a page is about. */
export function Stat({
  label,
  value,
  note,
  tone,
}: {
  label: string;
  value: ComponentChildren;
  note?: ComponentChildren;
  tone?: 'good' | 'bad';
}) {
  return (
    <div class="stat">
      <dt>{label}</dt>
      <dd class="stat-value">{value}</dd>
      {note && (
        <dd class="stat-note" data-tone={tone}>
          {note}
        </dd>
      )}
    </div>
  );
}

export function Stats({ children }: { children: ComponentChildren }) {
  return <dl class="stats">{children}</dl>;
}
