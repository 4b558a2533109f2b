/** The shapes of the collector's answers, as the metric contract defines them. */
import type { Benchmark } from '@attachkit/sdk/catalog';

export interface Definition {
  title: string;
  text: string;
  parameters: Record<string, unknown>;
  catalogVersion: string;
}

export interface Answer<Row> {
  metric: string;
  definition: Definition;
  asOf: string;
  timezone: string;
  rows: Row[];
  /** While old usage is deleted: what that does to the number. */
  retention?: { effect: string };
}

export type Segment = Record<string, string | null> | null;

export interface AttachRateRow {
  date: string;
  segment: Segment;
  numerator: number;
  denominator: number;
  rate: number | null;
  low: number | null;
  high: number | null;
}

export interface CohortCell {
  month: number;
  attached: number;
  rate: number | null;
  partial: boolean;
  customers: number;
  mrr: number;
}

export interface CohortRow {
  cohort: string;
  size: number;
  cells: CohortCell[];
}

export interface TimeToAttachRow {
  segment: Segment;
  accounts: number;
  attached: number;
  churned: number;
  median: number | null;
  p25: number | null;
  p75: number | null;
  medianOfAttached: number | null;
  attachedWithin: Record<string, number | null>;
  curve: { day: number; attached: number }[];
}

export interface PairRow {
  from: string;
  to: string;
  owners: number;
  both: number;
  rate: number | null;
  medianDays: number | null;
  arpaWith: number | null;
  arpaWithout: number | null;
  arpaLift: number | null;
  arpaLiftElsewhere: number | null;
}

export interface PairsAnswer extends Answer<PairRow> {
  breadth: { products: number; accounts: number; share: number | null }[];
  combos: { products: string[]; accounts: number; medianDays: number | null; arpa: number | null }[];
}

export interface ProgressionRow {
  age: number;
  accounts: number;
  single: number | null;
  twoPlus: number | null;
  threePlus: number | null;
  churned: number | null;
}

export interface JourneyRow {
  segment: Segment;
  stages: { stage: string; count: number; dropOff: number | null }[];
}

export interface RevenueRow {
  group: 'attached' | 'unattached';
  accounts: number;
  mrrStart: number;
  mrrEnd: number;
  nrr: number | null;
  grr: number | null;
  nrrElsewhere: number | null;
  logoRetention: number | null;
  arpa: number | null;
  acv: number | null;
}

export interface RevenueAnswer extends Answer<RevenueRow> {
  addonShare: number | null;
  expansion: number;
  expansionFromAddon: number;
  expansionShare: number | null;
  expansionOfTotal: number | null;
}

export interface PromptRow extends Record<string, unknown> {
  triggered: number;
  heldOut: number;
  shown: number;
  impressions: number;
  clicked: number;
  dismissed: number;
  snoozed: number;
  optedOut: number;
  trials: number;
  purchases: number;
  clickRate: number | null;
  dismissRate: number | null;
  optOutRate: number | null;
  trialRate: number | null;
  attachRate: number | null;
}

export interface HoldoutArm {
  accounts: number;
  converted: number;
  rate: number | null;
}

export interface HoldoutRow {
  treated: HoldoutArm;
  control: HoldoutArm;
  lift: number | null;
  low: number | null;
  high: number | null;
  relativeLift: number | null;
  pValue: number | null;
  srm: { expectedControl: number; pValue: number } | null;
  verdict: 'sample_ratio_mismatch' | 'not_enough_data' | 'lift' | 'harm' | 'no_evidence';
  accountsNeeded: number | null;
  owners: number;
  immature: number;
  crossovers: number;
}

export interface OpportunityRow {
  account: string;
  name: string | null;
  score: number | null;
  coverage: number;
  proactive: boolean;
  subscores: Record<string, number | null>;
  tenureDays: number;
  inWindow: boolean;
  nextBest: { addon: string; reasons: string[] } | null;
}

export interface FeedbackRow {
  addon: string;
  kind: 'csat' | 'nps';
  responses: number;
  mean: number | null;
  nps: number | null;
}

export interface AlertRow {
  id: string;
  kind: 'rate_change' | 'fading' | 'ready';
  addon: string;
  account: string | null;
  name: string | null;
  since: string | null;
  change: number | null;
  low: number | null;
  high: number | null;
  reason: string;
}

export interface TrajectoryRow {
  clock: 'launch' | 'acquired';
  months: number;
  numerator: number;
  denominator: number;
  rate: number | null;
  low: number | null;
  high: number | null;
}

export interface TrajectoryAnswer extends Answer<TrajectoryRow> {
  launchedAt: string | null;
  target: {
    rate: number;
    by: string;
    expected: number;
    actual: number | null;
    status: 'ahead' | 'on_track' | 'behind' | null;
  } | null;
  benchmarks: Record<'launch' | 'acquired' | 'other', Benchmark[]>;
}

export interface ForecastRow {
  month: string;
  date: string;
  ownersNeeded: number | null;
  ownersAtPace: number;
  arrNeeded: number | null;
  arrAtPace: number | null;
}

export interface ForecastAnswer extends Answer<ForecastRow> {
  by: string;
  owners: number;
  customers: number;
  arr: number;
  arrPerOwner: number | null;
  ownersNeeded: number | null;
  netOwnersPerMonth: number;
  arrives: string | null;
  monthlyChurn: number | null;
  ltv: number | null;
  ltvToCac: number | null;
}

/** `GET /v1/health`. */
export interface Health {
  status: 'good' | 'attention' | 'failing';
  faults: { severity: 'error' | 'warning'; code: string; what: string; mend: string }[];
  lastEventAt: string | null;
  lastEvents: RecentEvent[];
  accepted: { name: string; count: number }[];
  duplicates: number;
  late: number;
  refusals: Refusal[];
  unmappedEvents: { name: string; count: number }[];
  definitions: { since: string; version: string; changes: string[] }[];
  retention: { effect: string } | null;
  store: { engine: string; bytes: number; diskFreeBytes: number | null; waitingEvents: number };
}

export interface RecentEvent {
  type: string;
  name: string | null;
  user: string | null;
  account: string | null;
  keySpace: string;
  timestamp: string;
  arrivedAt: string;
}

export interface Refusal {
  code: string;
  count: number;
  mend: string;
  kept: number;
  last: { at: string; reason: string; message: string } | null;
}
