/** Numbers for readers, in their language; money in the catalog's currency. Unknown is a dash, never a zero. */
import { setup } from './api/session.ts';

const DASH = '–';
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const formats = new Map<string, Intl.NumberFormat>();

function format(key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  let known = formats.get(key);
  if (!known) {
    known = new Intl.NumberFormat(undefined, options);
    formats.set(key, known);
  }
  return known;
}

export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? DASH : whole.format(value);
}

export function decimal(value: number | null | undefined, digits = 1): string {
  if (value === null || value === undefined) return DASH;
  return format(`d${digits}`, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

export function percent(share: number | null | undefined, digits = 1): string {
  if (share === null || share === undefined) return DASH;
  return format(`p${digits}`, {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(share);
}

/** A difference of two shares, in percentage points and signed. */
export function points(difference: number | null | undefined): string {
  if (difference === null || difference === undefined) return DASH;
  const options = { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' } as const;
  return `${format('pp', options).format(difference * 100)} pp`;
}

export function signedPercent(share: number | null | undefined): string {
  if (share === null || share === undefined) return DASH;
  const options = { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' } as const;
  return format('sp', options).format(share);
}

export function money(amount: number | null | undefined, digits = 0): string {
  if (amount === null || amount === undefined) return DASH;
  const { currency } = setup();
  const options = {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  } as const;
  return format(`m${currency}${digits}`, options).format(amount);
}

export function days(value: number | null | undefined): string {
  if (value === null || value === undefined) return DASH;
  const rounded = Math.round(value * 10) / 10;
  return format('days', { style: 'unit', unit: 'day', unitDisplay: 'long', maximumFractionDigits: 1 }).format(rounded);
}

/** `YYYY-MM-DD` as the reader writes dates. A calendar date has no zone, so none may shift it. */
export function date(day: string, style: 'short' | 'long' = 'short'): string {
  const options: Intl.DateTimeFormatOptions =
    style === 'long'
      ? { dateStyle: 'long', timeZone: 'UTC' }
      : { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(undefined, options).format(Date.parse(`${day}T00:00:00Z`));
}

/** `YYYY-MM` as in "Nov 2026". */
export function month(yearMonth: string): string {
  return new Intl.DateTimeFormat(undefined, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(`${yearMonth}-01T00:00:00Z`),
  );
}

export function addonName(id: string): string {
  const { addons, product } = setup();
  if (id === product.id) return product.name;
  if (id === 'any') return 'Any add-on';
  if (id === 'kind:ai') return 'All AI add-ons';
  if (id === 'kind:addon') return 'All non-AI add-ons';
  if (id.startsWith('line:')) return `Line ${id.slice(5)}`;
  return addons[id]?.name ?? id;
}

/** An instant, in the reader's own zone. */
export function moment(time: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' }).format(Date.parse(time));
}

export function bytes(value: number): string {
  const [amount, unit] =
    value < 1e6 ? [value / 1e3, 'kilobyte'] : value < 1e9 ? [value / 1e6, 'megabyte'] : [value / 1e9, 'gigabyte'];
  return format(`b${unit}`, { style: 'unit', unit, maximumFractionDigits: 1 }).format(amount);
}
