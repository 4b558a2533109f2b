/**
 * The catalog: one JSON file that says what is sold and what "attached" means. The collector
 * computes by the whole of it; a page gets only {@link PublicCatalog}.
 */
import type { Prompt } from './prompt.ts';
import type { Threshold } from './threshold.ts';

export interface Catalog {
  $schema?: string;
  /** Free text, by convention a date; stands beside every number. */
  version: string;
  /** IANA name; days are calendar days there. Default `UTC`. */
  timezone?: string;
  /** ISO 4217, of every price and every `mrr`. */
  currency: string;
  /** Whether a customer's unit is the `group` (default) or the `user`. */
  account?: 'group' | 'user';
  /** Who counts as a customer: those with a subscription (default), or all accounts. */
  customers?: 'subscriptions' | 'all';
  /** `signed`: messages from pages that name a user or an account need a token. Default `open`. */
  identity?: 'open' | 'signed';
  product: Product;
  /** By id. An id is also what `addon` means on the wire. */
  addons: Record<string, Addon>;
  bundles?: Record<string, Bundle>;
  /** Events already sent elsewhere, by their name, and what they mean here. */
  events?: Record<string, MappedEvent>;
  limits?: Record<string, Limit>;
  milestones?: Record<string, Milestone>;
  /** Share of accounts, 0…1, that see no prompts, so that the prompts' effect can be told. Default 0.2. */
  holdout?: number;
  /** The kill switch: no prompt is shown anywhere while true. */
  promptsPaused?: boolean;
  targets?: Record<string, Target>;
  benchmarks?: Benchmark[];
  /** Weights of the opportunity score, by sub-score. */
  scoring?: Partial<Record<SubScore, number>>;
  /** 0…1; for lifetime value. */
  grossMargin?: number;
  prompts?: Prompt[];
}

export interface Product {
  id: string;
  name: string;
  features: string[];
}

export interface Addon {
  name: string;
  kind: 'addon' | 'ai';
  /** A product line, for the set `line:NAME`. */
  line?: string;
  features: string[];
  attached: Threshold;
  price?: Price;
  /** Default 14. */
  trialDays?: number;
  /** Plans whose customers have it without buying it. */
  includedIn?: string[];
  /** `YYYY-MM-DD`. An add-on whose launch lies ahead never reaches a page. */
  launchedAt?: string;
  /** Overrides the catalog's. */
  holdout?: number;
  grossMargin?: number;
}

/** In the catalog's currency, monthly, at most 2 decimals. */
export interface Price {
  mrr: number;
}

export interface Bundle {
  name?: string;
  addons: string[];
  mrr: number;
}

export interface MappedEvent {
  event: string;
  [property: string]: string | number | boolean;
}

export interface Limit {
  feature: string;
  /** In the unit of `quantity`. The host may tell another with each `limit()` call. */
  max: number;
  /** Share of `max`, 0…1, from which the limit counts as approached. Default 0.8. */
  warnAt?: number;
  /** When the count starts anew. `billing`: the host tells `used`, `max` and `resetsAt`. */
  per: 'day' | 'month' | 'window' | 'billing';
  /** What lifts the limit. */
  addon?: string;
}

export interface Milestone {
  feature: string;
  /** Uses since ever. */
  count: number;
  addon?: string;
}

export interface Target {
  /** Attach rate, 0…1, paid over customers. */
  rate: number;
  /** `YYYY-MM-DD`. */
  by: string;
}

export interface Benchmark {
  what: string;
  /** Counted from the add-on's launch, from the customer's first purchase, or not at all. */
  clock: 'launch' | 'acquired' | null;
  months?: number;
  low: number;
  high: number;
  source: string;
  asOf: string;
}

export type SubScore = 'usageMaturity' | 'health' | 'growth' | 'demand' | 'engagement' | 'timing' | 'budget';

/**
 * What `GET /v1/catalog` gives a page: an allow-list. Margins, targets, scoring, benchmarks,
 * drafts and add-ons not yet launched are not in it.
 */
export interface PublicCatalog {
  version: string;
  timezone: string;
  currency: string;
  account: 'group' | 'user';
  identity: 'open' | 'signed';
  product: Product;
  addons: Record<string, PublicAddon>;
  bundles: Record<string, Bundle>;
  limits: Record<string, Limit>;
  milestones: Record<string, Milestone>;
  /** So that an event mapped to `Feature Used` counts in the page as it does in the collector. */
  events?: Record<string, MappedEvent>;
  promptsPaused: boolean;
  /** Live ones only. */
  prompts: Prompt[];
}

export interface PublicAddon {
  name: string;
  kind: 'addon' | 'ai';
  features: string[];
  attached: Threshold;
  price?: Price;
  trialDays: number;
  includedIn: string[];
  /** Resolved: the add-on's, else the catalog's, else 0.2. */
  holdout: number;
}

/** Used where the catalog is silent. */
export const CATALOG_DEFAULTS = {
  timezone: 'UTC',
  account: 'group',
  customers: 'subscriptions',
  identity: 'open',
  holdout: 0.2,
  trialDays: 14,
  warnAt: 0.8,
  grossMargin: 0.8,
  /** Window of a set of add-ons, and of the base product, in days. */
  windowDays: 28,
} as const;
