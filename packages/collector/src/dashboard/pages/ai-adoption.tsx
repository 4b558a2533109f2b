/** The AI add-ons together: who is entitled, who uses, by accounts and by users; one chart, one question. */
import { useMemo } from 'preact/hooks';
import type { Answer, AttachRateRow } from '../api/answers.ts';
import { address, type Query } from '../api/client.ts';
import { setup } from '../api/session.ts';
import { useAnswer } from '../api/use-answer.ts';
import { LineChart } from '../charts/line-chart.tsx';
import { RangeChoice, useRange } from '../controls/range.tsx';
import { SegmentFilter, useSegments } from '../controls/segment-filter.tsx';
import * as format from '../format.ts';
import { AccountsBehind, segmentsOf } from '../parts/accounts.tsx';
import { Answered } from '../parts/answered.tsx';
import { Card, DefinitionOf, Download, Empty, Report } from '../parts/report.tsx';
import { Stat, Stats } from '../parts/stat.tsx';
import { Table } from '../parts/table.tsx';

const MEASURES: { label: string; note: string; query: Query }[] = [
  {
    label: 'Use AI, of active accounts',
    note: 'really use it, by the attachment threshold',
    query: { numerator: 'used', denominator: 'active' },
  },
  {
    label: 'Use AI, of active users',
    note: 'each user alone meets the threshold',
    query: { numerator: 'used', denominator: 'active', weight: 'users' },
  },
  { label: 'Pay for AI, of customers', note: 'bought it', query: {} },
  {
    label: 'Pay and use, of those who own it',
    note: 'activation',
    query: { numerator: 'owned_used', denominator: 'owners' },
  },
];

export function AiAdoption() {
  const hasAi = Object.values(setup().addons).some(({ kind }) => kind === 'ai');
  return (
    <Report
      title="AI adoption"
      lead="The AI add-ons as one: attachment by use, beside what is paid for."
      controls={
        <>
          <RangeChoice />
          <SegmentFilter />
        </>
      }
    >
      {hasAi ? (
        <div class="cards">
          {MEASURES.map((measure) => (
            <Measure key={measure.label} {...measure} />
          ))}
          <ByPlan />
        </div>
      ) : (
        <Empty title="The catalog has no AI add-on">Mark an add-on with "kind": "ai" to see it here.</Empty>
      )}
    </Report>
  );
}

function Measure({ label, note, query }: (typeof MEASURES)[number]) {
  const { from, to } = useRange();
  const segment = useSegments();
  const asked = useAnswer<Answer<AttachRateRow>>(
    address('v1/metrics/attach-rate', { addon: 'kind:ai', from, to, segment, ...query }),
  );
  return (
    <Card title={label}>
      <Answered asked={asked}>
        {({ rows }) => <Trend rows={rows} label={label} note={note} query={{ ...query, segment }} />}
      </Answered>
    </Card>
  );
}

/** A count that opens its accounts, or its users. */
function Behind({ row, query, above }: { row: AttachRateRow; query: Query; above: boolean }) {
  const column = above ? 'numerator' : 'denominator';
  const title = `In the ${column}, ${format.date(row.date)}`;
  const list = { metric: 'attach-rate', column, addon: 'kind:ai', ...query, from: row.date, to: row.date };
  return <AccountsBehind value={row[column]} title={title} query={{ ...list, date: row.date }} />;
}

interface TrendProps {
  rows: AttachRateRow[];
  label: string;
  note: string;
  query: Query;
}

function Trend({ rows, label, note, query }: TrendProps) {
  const chart = useMemo(
    () => ({
      summary: `${label}: ${format.percent(rows.at(-1)?.rate)}.`,
      x: rows.map((row) => Date.parse(`${row.date}T00:00:00Z`) / 1000),
      time: true,
      series: [
        {
          label,
          values: rows.map((row) => row.rate),
          low: rows.map((row) => row.low),
          high: rows.map((row) => row.high),
        },
      ],
      formatX: (seconds: number) => format.month(new Date(seconds * 1000).toISOString().slice(0, 7)),
      formatY: (value: number) => format.percent(value, value < 0.1 ? 1 : 0),
      height: 180,
    }),
    [rows, label],
  );
  const last = rows.at(-1);
  if (!last || last.denominator === 0) return <p class="soft">Nobody in the denominator yet.</p>;
  return (
    <>
      <Stats>
        <Stat
          label={note}
          value={format.percent(last.rate)}
          note={
            <>
              <Behind row={last} query={query} above /> of <Behind row={last} query={query} above={false} />
            </>
          }
        />
      </Stats>
      <LineChart {...chart} />
    </>
  );
}

function ByPlan() {
  const { to } = useRange();
  const segment = useSegments();
  const url = address('v1/metrics/attach-rate', {
    addon: 'kind:ai',
    numerator: 'used',
    denominator: 'active',
    breakdown: 'plan',
    interval: 'month',
    from: to,
    to,
    segment,
  });
  const asked = useAnswer<Answer<AttachRateRow>>(to ? url : url.replace('interval=month', 'interval=year'));
  const queryOf = (row: AttachRateRow): Query => ({
    ...{ numerator: 'used', denominator: 'active' },
    segment: segmentsOf(row.segment, segment),
  });
  return (
    <Card title="Use by plan, of active accounts" wide tools={<Download href={url} />}>
      <Answered asked={asked}>
        {(answer) => {
          const lastDate = answer.rows.at(-1)?.date;
          return (
            <>
              <Table
                caption="AI use by plan"
                rows={answer.rows.filter((row) => row.date === lastDate)}
                rowKey={(row) => String(row.segment?.plan)}
                columns={[
                  { title: 'Plan', cell: (row) => row.segment?.plan ?? 'not set' },
                  { title: 'Rate', number: true, cell: (row) => format.percent(row.rate) },
                  {
                    title: 'Interval',
                    number: true,
                    cell: (row) => `${format.percent(row.low)} to ${format.percent(row.high)}`,
                  },
                  { title: 'Use it', number: true, cell: (row) => <Behind row={row} query={queryOf(row)} above /> },
                  {
                    title: 'Active',
                    number: true,
                    cell: (row) => <Behind row={row} query={queryOf(row)} above={false} />,
                  },
                ]}
              />
              <DefinitionOf answer={answer} />
            </>
          );
        }}
      </Answered>
    </Card>
  );
}
