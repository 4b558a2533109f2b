/** From when to when: a common span, or any two days. */
import { useState } from 'preact/hooks';
import { setup } from '../api/session.ts';
import { choose, useRoute } from '../route.ts';

const SPANS: { value: string; label: string; months: number }[] = [
  { value: '3', label: '3 months', months: 3 },
  { value: '6', label: '6 months', months: 6 },
  { value: '12', label: '12 months', months: 12 },
  { value: '24', label: '24 months', months: 24 },
];

/** In the catalog's time zone, as the collector counts days. */
export function today(): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: setup().timezone }).format(new Date());
}

/** @param day `YYYY-MM-DD` */
export function monthsBefore(day: string, months: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  const dayOfMonth = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(dayOfMonth, last));
  return date.toISOString().slice(0, 10);
}

/** What the address says; null leaves it to the collector's default of the last 12 months. */
export function useRange(): { from: string | null; to: string | null } {
  const { query } = useRoute();
  return { from: query.get('from'), to: query.get('to') };
}

/** @param months what is shown while nothing is chosen; the page asks for it by itself where it is not 12 */
export function RangeChoice({ months: fallback = 12 }: { months?: number }) {
  const { from, to } = useRange();
  const end = to ?? today();
  const span = SPANS.find(({ months }) => (from ?? monthsBefore(end, fallback)) === monthsBefore(end, months));
  const [own, setOwn] = useState(!span);
  const pick = (value: string) => {
    setOwn(value === '');
    if (value === String(fallback)) choose({ from: null, to: null });
    else if (value !== '') choose({ from: monthsBefore(today(), Number(value)), to: null });
  };
  const shown = own || !span ? '' : span.value;
  return (
    <>
      <label class="field">
        <span>Range</span>
        <select value={shown} onChange={(event) => pick(event.currentTarget.value)}>
          {SPANS.map(({ value, label }) => (
            <option key={value} value={value} selected={value === shown}>
              Last {label}
            </option>
          ))}
          <option value="" selected={shown === ''}>
            Own dates
          </option>
        </select>
      </label>
      {shown === '' && (
        <>
          <DayField label="From" name="from" value={from ?? monthsBefore(end, fallback)} />
          <DayField label="To" name="to" value={end} />
        </>
      )}
    </>
  );
}

export function DayField({ label, name, value }: { label: string; name: string; value: string }) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="date"
        value={value}
        onChange={(event) => event.currentTarget.value && choose({ [name]: event.currentTarget.value })}
      />
    </label>
  );
}
