/** An add-on on the overview: who bought it, who uses it, and how that came about. */
import type { Target } from '@attachkit/sdk/catalog';
import type { Answer, AttachRateRow } from '../api/answers.ts';
import { address } from '../api/client.ts';
import { setup } from '../api/session.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Sparkline } from '../charts/sparkline.tsx';
import { useRange } from '../controls/range.tsx';
import { useSegments } from '../controls/segment-filter.tsx';
import * as format from '../format.ts';
import { linkTo } from '../route.ts';
import { AccountsBehind } from './accounts.tsx';
import { Answered } from './answered.tsx';
import { Explained, type Explanation } from './explained.tsx';
import { Card } from './report.tsx';
import { Stat, Stats } from './stat.tsx';

type Rates = Answer<AttachRateRow>;

export function AddonSummary({ addon, wide }: { addon: string; wide?: boolean }) {
  const { from, to } = useRange();
  const segment = useSegments();
  const paid = useAnswer<Rates>(address('v1/metrics/attach-rate', { addon, from, to, segment }));
  const used = useAnswer<Rates>(
    address('v1/metrics/attach-rate', { addon, from, to, segment, numerator: 'owned_used', denominator: 'owners' }),
  );
  const title = wide ? 'At least one add-on' : format.addonName(addon);
  return (
    <Card
      title={title}
      wide={wide}
      tools={
        <a href={linkTo('attach-rate', { addon })} data-page aria-label={`Over time: ${title}`}>
          Over time
        </a>
      }
    >
      <Answered asked={paid}>
        {(answer) => <Summary addon={addon} paid={answer} used={used.answer} wide={wide} />}
      </Answered>
    </Card>
  );
}

interface SummaryProps {
  addon: string;
  paid: Rates;
  used: Rates | null;
  wide?: boolean;
}

function Summary({ addon, paid, used, wide }: SummaryProps) {
  const { rows } = paid;
  const last = rows.at(-1);
  const first = rows.find((row) => row.denominator > 0);
  if (!last || !first || last.denominator === 0) return <p class="soft">No customers in this range yet.</p>;
  const use = used?.rows.at(-1);
  const since = first === last ? null : first;
  const change = since && last.rate !== null && since.rate !== null ? last.rate - since.rate : null;
  const target = setup().targets[addon];
  return (
    <div class="summary">
      <Stats>
        <Stat label="Bought it" value={format.percent(last.rate)} note={<Counted row={last} addon={addon} />} />
        <Stat
          label={since ? `Since ${monthOf(since)}` : 'Change'}
          value={format.points(change)}
          note={since ? `from ${format.percent(since.rate)}, ${shareOf(since)}` : 'from the second month on'}
        />
        <Stat
          label="Owners who use it"
          value={format.percent(use?.rate, 0)}
          note={use && <Using row={use} addon={addon} />}
        />
      </Stats>
      <figure class="trend">
        <Sparkline values={rows.map((row) => row.rate)} target={target?.rate} width={wide ? 1100 : 340} />
        <figcaption class="soft">{describeLine(paid, target)}</figcaption>
      </figure>
      <Explained answer={paid} numbers={explain(since, use)} />
    </div>
  );
}

function shareOf({ numerator, denominator }: AttachRateRow): string {
  return `${format.count(numerator)} of ${format.count(denominator)}`;
}

function Using({ row: { numerator, denominator, date }, addon }: { row: AttachRateRow; addon: string }) {
  const query = { addon, asOf: date, segment: useSegments() };
  const using = { ...query, state: 'owned_used', denominator: 'owners' };
  const name = format.addonName(addon);
  return (
    <>
      <AccountsBehind value={numerator} title={`Own ${name} and use it`} query={using} /> of{' '}
      <AccountsBehind value={denominator} title={`Own ${name}`} query={{ ...query, state: 'owners' }} /> who own it:
      bought, or in their plan
    </>
  );
}

/** The count, and below it where the true share lies. */
function Counted({ row, addon }: { row: AttachRateRow; addon: string }) {
  const { numerator, denominator, date } = row;
  const query = { addon, asOf: date, segment: useSegments() };
  const name = format.addonName(addon);
  return (
    <>
      <AccountsBehind value={numerator} title={`Bought ${name}`} query={{ ...query, state: 'paid' }} /> of{' '}
      <AccountsBehind value={denominator} title="All customers" query={{ ...query, state: 'customers' }} />
      <br />
      {row.low !== null && `${format.percent(row.low, 0)} to ${format.percent(row.high, 0)}`}
    </>
  );
}

function monthOf({ date }: AttachRateRow): string {
  return format.month(date.slice(0, 7));
}

/** What the line shows, and that its last month is not over where it is not. */
function describeLine({ rows, asOf }: Rates, target: Target | undefined): string {
  const known = rows.filter((row) => row.rate !== null);
  const last = known.at(-1);
  if (!last) return '';
  const cut = nextDay(last.date).slice(8) !== '01';
  const end = cut
    ? `${format.date(last.date)}${last.date === asOf ? ', today' : ''} (the month is not over)`
    : monthOf(last);
  const line = known.length === 1 ? `${end}; a line from the second month on` : `Bought it, by month, up to ${end}`;
  if (!target) return `${line}.`;
  return `${line}. Dashed: the target, ${format.percent(target.rate, 0)} by ${format.month(target.by.slice(0, 7))}.`;
}

function nextDay(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function explain(since: AttachRateRow | null, use: AttachRateRow | undefined): Explanation[] {
  const numbers = [
    {
      name: 'Bought it',
      text: 'Customers that purchased it, of all customers (numerator paid, denominator customers). Below the count: where the true share lies with 95 % confidence.',
    },
  ];
  if (since)
    numbers.push({
      name: `Since ${monthOf(since)}`,
      text: `That share now, less that share on ${format.date(since.date)}, in percentage points (pp).`,
    });
  if (use)
    numbers.push({
      name: 'Owners who use it',
      text: 'Of the customers that own it, bought or in their plan, those whose use meets the add-on’s threshold (numerator owned_used, denominator owners).',
    });
  return numbers;
}
