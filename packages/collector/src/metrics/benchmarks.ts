/** The benchmarks that hold where the catalog names none. They disagree with one another: bands to show, not to blend. */
import type { Benchmark, Catalog } from '@attachkit/sdk/catalog';

const KEYBANC = 'KeyBanc';
const BESSEMER = 'Bessemer, State of the Cloud 2025';
const UNATTRIBUTED = 'Common industry figure, source not published';

export const DEFAULT_BENCHMARKS: readonly Benchmark[] = [
  { what: 'top quartile', clock: 'launch', months: 12, low: 0.35, high: 0.4, source: KEYBANC, asOf: '2025' },
  { what: 'top quartile', clock: 'launch', months: 36, low: 0.55, high: 0.65, source: KEYBANC, asOf: '2025' },
  { what: 'median', clock: 'launch', months: 12, low: 0.2, high: 0.25, source: KEYBANC, asOf: '2025' },
  { what: 'median', clock: 'launch', months: 36, low: 0.35, high: 0.35, source: KEYBANC, asOf: '2025' },
  { what: 'first year', clock: 'launch', months: 12, low: 0.15, high: 0.25, source: UNATTRIBUTED, asOf: '2025' },
  {
    what: 'second and third year',
    clock: 'launch',
    months: 24,
    low: 0.4,
    high: 0.6,
    source: UNATTRIBUTED,
    asOf: '2025',
  },
  {
    what: 'second and third year',
    clock: 'launch',
    months: 36,
    low: 0.4,
    high: 0.6,
    source: UNATTRIBUTED,
    asOf: '2025',
  },
  {
    what: 'rule of thumb: 15 % by then usually reaches 40 % by month 24',
    clock: 'launch',
    months: 6,
    low: 0.15,
    high: 0.15,
    source: UNATTRIBUTED,
    asOf: '2025',
  },
  {
    what: 'rule of thumb: 15 % only by then rarely passes 30 %',
    clock: 'launch',
    months: 12,
    low: 0.15,
    high: 0.15,
    source: UNATTRIBUTED,
    asOf: '2025',
  },
  { what: 'second product', clock: 'acquired', months: 24, low: 0.6, high: 0.8, source: BESSEMER, asOf: '2025' },
  { what: 'third product', clock: 'acquired', months: 24, low: 0.4, high: 0.5, source: BESSEMER, asOf: '2025' },
  { what: 'second product', clock: 'acquired', months: 24, low: 0.5, high: 0.7, source: UNATTRIBUTED, asOf: '2025' },
  { what: 'third product', clock: 'acquired', months: 24, low: 0.3, high: 0.5, source: UNATTRIBUTED, asOf: '2025' },
  { what: 'AI attach, vertical SaaS, median', clock: null, low: 0.22, high: 0.22, source: UNATTRIBUTED, asOf: '2024' },
  { what: 'AI attach, vertical SaaS, median', clock: null, low: 0.59, high: 0.59, source: UNATTRIBUTED, asOf: '2025' },
];

export function benchmarksOf(catalog: Catalog): readonly Benchmark[] {
  return catalog.benchmarks ?? DEFAULT_BENCHMARKS;
}
