/** Everything an attach rate can be asked for; what cannot go together is not offered. */
import { useRoute } from '../route.ts';
import { BreakdownChoice } from './breakdown-choice.tsx';
import { Choice, type Option, Segmented } from './choice.tsx';
import { RangeChoice, useRange } from './range.tsx';
import { SegmentFilter, useSegments } from './segment-filter.tsx';

export interface AttachRateChoices {
  numerator: string | null;
  denominator: string | null;
  weight: string | null;
  interval: string | null;
  window: string | null;
  via: string | null;
  breakdown: string | null;
  from: string | null;
  to: string | null;
  segment: string[];
}

const NUMERATORS: Option[] = [
  { value: 'paid', label: 'bought it' },
  { value: 'owned', label: 'own it (bought or in plan)' },
  { value: 'trial', label: 'try or bought it' },
  { value: 'used', label: 'really use it' },
  { value: 'paid_used', label: 'bought and use it' },
  { value: 'owned_used', label: 'own and use it' },
];
const DENOMINATORS: Option[] = [
  { value: 'customers', label: 'all customers' },
  { value: 'active', label: 'active customers' },
  { value: 'exposed', label: 'customers who saw an offer' },
  { value: 'trialled', label: 'customers who ever tried it' },
  { value: 'owners', label: 'customers who own it' },
];
const INTERVALS: Option[] = ['day', 'week', 'month', 'quarter', 'year'].map((value) => ({
  value,
  label: value.charAt(0).toUpperCase() + value.slice(1),
}));
const WINDOWS: Option[] = [
  { value: '', label: 'the add-on’s own' },
  ...[7, 14, 28, 30, 60, 90].map((days) => ({ value: String(days), label: `${days} days` })),
];

export function useAttachRateChoices(): AttachRateChoices {
  const { query } = useRoute();
  const { from, to } = useRange();
  const pick = (name: string) => query.get(name);
  return {
    numerator: pick('numerator'),
    denominator: pick('denominator'),
    weight: pick('weight'),
    interval: pick('interval'),
    window: pick('window'),
    via: pick('via'),
    breakdown: pick('breakdown'),
    from,
    to,
    segment: useSegments(),
  };
}

export function AttachRateControls({ choices }: { choices: AttachRateChoices }) {
  const numerator = choices.numerator ?? 'paid';
  const denominator = choices.denominator ?? 'customers';
  const bought = numerator === 'paid' || numerator === 'paid_used';
  const users = numerator === 'used' && denominator === 'active';
  const weights: Option[] = [
    { value: 'accounts', label: 'accounts' },
    { value: 'users', label: 'users (who use it, of the active)', disabled: !users },
    { value: 'arr', label: 'ARR' },
    { value: 'seats', label: 'seats (what was bought)', disabled: !bought },
    { value: 'revenue', label: 'MRR of the add-on over base MRR', disabled: !bought },
  ];
  return (
    <>
      <Choice
        label="Who"
        name="numerator"
        options={NUMERATORS}
        fallback="paid"
        also={() => ({ weight: null, via: null })}
      />
      <Choice
        label="Out of"
        name="denominator"
        options={DENOMINATORS}
        fallback="customers"
        also={() => ({ weight: null })}
      />
      <RangeChoice />
      <Segmented label="Every" name="interval" options={INTERVALS} fallback="month" />
      <BreakdownChoice />
      <SegmentFilter />
      <details class="more" open={Boolean(choices.weight ?? choices.window ?? choices.via)}>
        <summary>More choices</summary>
        <div>
          <Choice label="Counted by" name="weight" options={weights} fallback="accounts" />
          <Choice label="Use within" name="window" options={WINDOWS} fallback="" />
          {bought && (
            <Choice
              label="Bought"
              name="via"
              fallback=""
              options={[
                { value: '', label: 'either way' },
                { value: 'standalone', label: 'by itself' },
                { value: 'bundle', label: 'in a bundle' },
              ]}
            />
          )}
        </div>
      </details>
    </>
  );
}
