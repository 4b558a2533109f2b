/**
 * Messages with values, plural, number, currency, percent, days and date, by the browser's own Intl: the part
 * of ICU's message format that prompts need. Plurals may hold placeholders, not further plurals.
 */

/** Numbers are formatted by the locale; dates are given as epoch milliseconds. */
export type Values = Record<string, string | number | undefined>;

export interface Style {
  locale: string;
  /** ISO 4217, of `{x, currency}`. */
  currency: string;
}

const INNER = '\\{((?:[^{}]|\\{[^{}]*\\})*)\\}';
export const PLACEHOLDER: RegExp = new RegExp(
  `\\{\\s*(\\w+)\\s*(?:,\\s*(\\w+)\\s*)?(?:,((?:[^{}]|${INNER})*))?\\}`,
  'g',
);

/** Throws for a value nobody gave: better no prompt than a wrong one. */
export const formatMessage = (message: string, values: Values, style: Style): string =>
  message.replace(PLACEHOLDER, (part, name: string, kind = 'number', options: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (typeof value === 'string') return value;
    if (value === undefined || Number.isNaN(value)) throw new RangeError(part);
    return formatValue(value, kind, options, values, style);
  });

function formatValue(value: number, kind: string, options: string, values: Values, style: Style): string {
  const { locale, currency } = style;
  if (kind === 'date') return new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(value);
  const shapes: Record<string, object> = {
    currency: { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' },
    percent: { style: 'percent' },
    days: { style: 'unit', unit: 'day', unitDisplay: 'long' },
  };
  const number = new Intl.NumberFormat(locale, shapes[kind]).format(value);
  if (kind !== 'plural') return number;
  const cases: Record<string, string> = {};
  for (const [, name, text] of options.matchAll(new RegExp(`(=?\\w+)\\s*${INNER}`, 'g'))) cases[name!] = text!;
  const chosen = cases[`=${value}`] ?? cases[new Intl.PluralRules(locale).select(value)] ?? cases.other!;
  return formatMessage(chosen.replaceAll('#', number), values, style);
}
