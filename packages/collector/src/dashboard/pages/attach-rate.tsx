import { useMemo } from 'preact/hooks';
import type { Answer, AttachRateRow } from '../api/answers.ts';
import { address, type Query } from '../api/client.ts';
import { setup } from '../api/session.ts';
import { useAnswer } from '../api/use-answer.ts';
import { LineChart } from '../charts/line-chart.tsx';
import type { LineChartProps, Mark } from '../charts/line-chart-props.ts';
import { AddonChoice, useAddon } from '../controls/addon-choice.tsx';
import { type AttachRateChoices, AttachRateControls, useAttachRateChoices } from '../controls/attach-rate-controls.tsx';
import * as format from '../format.ts';
import { AccountsBehind, segmentsOf } from '../parts/accounts.tsx';
import { Answered } from '../parts/answered.tsx';
import { Card, DefinitionOf, Download, Empty, Report } from '../parts/report.tsx';
import { Stat, Stats } from '../parts/stat.tsx';
import { type Column, Table } from '../parts/table.tsx';

const SERIES_MAX = 8;

export function AttachRate() {
  const addon = useAddon(true);
  const choices = useAttachRateChoices();
  const query: Query = { addon, ...choices };
  const url = address('v1/metrics/attach-rate', query);
  const asked = useAnswer<Answer<AttachRateRow>>(url);
  return (
    <Report
      title="Attach rate"
      lead="The share of customers that also took the add-on, over time."
      controls={
        <>
          <AddonChoice withSets />
          <AttachRateControls choices={choices} />
        </>
      }
    >
      <Answered asked={asked}>
        {(answer) => <Rates answer={answer} addon={addon} choices={choices} url={url} />}
      </Answered>
    </Report>
  );
}

interface RatesProps {
  answer: Answer<AttachRateRow>;
  addon: string;
  choices: AttachRateChoices;
  url: string;
}

function Rates({ answer, addon, choices, url }: RatesProps) {
  const { rows } = answer;
  const chart = useMemo(
    () => chartOf(rows, addon, choices),
    [rows, addon, choices.numerator, choices.denominator, choices.weight],
  );
  if (!rows.some((row) => row.denominator > 0)) {
    return (
      <>
        <Empty title="Nobody to count yet">
          In this range there is no account in the denominator. A longer range, fewer filters, or the first
          “Subscription Started” will change that.
        </Empty>
        <DefinitionOf answer={answer} />
      </>
    );
  }
  return (
    <>
      <Card>
        {!choices.breakdown && <Now rows={rows} choices={choices} addon={addon} />}
        <LineChart {...chart} />
        <DefinitionOf answer={answer} />
      </Card>
      <Card title="The numbers" tools={<Download href={url} />}>
        <Table
          caption={`Attach rate of ${format.addonName(addon)}`}
          columns={columnsOf(addon, choices)}
          rows={[...rows].reverse()}
          rowKey={(row, index) => `${row.date} ${index}`}
        />
      </Card>
    </>
  );
}

/** The last point, and how far it is from the one before. */
function Now({ rows, choices, addon }: { rows: AttachRateRow[]; choices: AttachRateChoices; addon: string }) {
  const last = rows.at(-1)!;
  const before = rows.at(-2);
  const change = last.rate !== null && before?.rate != null ? last.rate - before.rate : null;
  const interval =
    last.low === null ? null : `95 % interval ${format.percent(last.low)} to ${format.percent(last.high)}`;
  return (
    <Stats>
      <Stat label={format.date(last.date, 'long')} value={format.percent(last.rate)} note={interval} />
      <Stat
        label={before ? `Since ${format.date(before.date)}` : 'Change'}
        value={format.points(change)}
        tone={change !== null && change < 0 ? 'bad' : 'good'}
      />
      <Stat
        label={LABELS[choices.weight ?? 'accounts'] ?? 'Accounts'}
        value={
          <>
            <Behind row={last} choices={choices} addon={addon} column="numerator" /> of{' '}
            <Behind row={last} choices={choices} addon={addon} column="denominator" />
          </>
        }
      />
    </Stats>
  );
}

const LABELS: Record<string, string> = {
  accounts: 'Accounts',
  users: 'Users',
  arr: 'ARR',
  seats: 'Seats',
  revenue: 'MRR',
};

function amount(value: number, { weight }: AttachRateChoices): string {
  return weight === 'arr' || weight === 'revenue' ? format.money(value) : format.count(value);
}

interface BehindProps {
  row: AttachRateRow;
  choices: AttachRateChoices;
  addon: string;
  column: 'numerator' | 'denominator';
}

/** The number, and behind it the accounts or users that it counts or sums over. */
function Behind({ row, choices, addon, column }: BehindProps) {
  const value = row[column];
  const isCount = ['accounts', 'users'].includes(choices.weight ?? 'accounts');
  const query = {
    ...{ metric: 'attach-rate', column, addon, ...choices, from: row.date, to: row.date, date: row.date },
    segment: segmentsOf(row.segment, choices.segment),
  };
  const title = `In the ${column}, ${format.date(row.date)}`;
  return (
    <AccountsBehind
      value={value}
      title={title}
      query={query}
      text={isCount ? undefined : amount(value, choices)}
      isAmount={!isCount}
    />
  );
}

function chartOf(rows: AttachRateRow[], addon: string, choices: AttachRateChoices): LineChartProps {
  const dates = [...new Set(rows.map((row) => row.date))];
  const names = new Map<string, AttachRateRow[]>();
  for (const row of rows) {
    const name = row.segment ? (Object.values(row.segment)[0] ?? 'not set') : format.addonName(addon);
    names.set(name, [...(names.get(name) ?? []), row]);
  }
  const biggest = [...names].sort(([, a], [, b]) => b.at(-1)!.denominator - a.at(-1)!.denominator).slice(0, SERIES_MAX);
  const series = biggest.map(([label, own]) => {
    const byDate = new Map(own.map((row) => [row.date, row]));
    const pick = (field: 'rate' | 'low' | 'high') => dates.map((date) => byDate.get(date)?.[field] ?? null);
    const banded = own.some((row) => row.low !== null);
    return { label, values: pick('rate'), ...(banded && { low: pick('low'), high: pick('high') }) };
  });
  const last = rows.at(-1);
  return {
    summary: `Attach rate of ${format.addonName(addon)}, ${dates.length} points up to ${last?.date}: ${format.percent(last?.rate)}.`,
    x: dates.map((date) => Date.parse(`${date}T00:00:00Z`) / 1000),
    time: true,
    series,
    formatX: (seconds) => format.date(new Date(seconds * 1000).toISOString().slice(0, 10)),
    formatY: (value) => format.percent(value, value < 0.1 ? 1 : 0),
    marks: marksFor(addon, choices),
  };
}

/** A target and a benchmark belong to the rate they were made for, and to no other. */
function marksFor(addon: string, { numerator, denominator, weight }: AttachRateChoices): Mark[] {
  if ((weight ?? 'accounts') !== 'accounts' || (denominator ?? 'customers') !== 'customers') return [];
  const { targets, benchmarks } = setup();
  const target = targets[addon];
  const marks =
    target && (numerator ?? 'paid') === 'paid'
      ? [{ label: `Target by ${format.date(target.by)}`, low: target.rate, high: target.rate }]
      : [];
  if (addon !== 'kind:ai') return marks;
  const clockless = benchmarks.filter(({ clock }) => clock === null);
  return [...marks, ...clockless.map(({ source, asOf, low, high }) => ({ label: `${source}, ${asOf}`, low, high }))];
}

function columnsOf(addon: string, choices: AttachRateChoices): Column<AttachRateRow>[] {
  const { breakdown } = choices;
  return [
    { title: 'Date', cell: (row) => format.date(row.date) },
    ...(breakdown
      ? [{ title: breakdown, cell: (row: AttachRateRow) => Object.values(row.segment ?? {})[0] ?? 'not set' }]
      : []),
    { title: 'Rate', number: true, cell: (row) => format.percent(row.rate) },
    {
      title: 'Interval',
      number: true,
      note: '95 % Wilson score interval',
      cell: (row) => (row.low === null ? '–' : `${format.percent(row.low)} to ${format.percent(row.high)}`),
    },
    ...(['numerator', 'denominator'] as const).map((column) => ({
      title: column.charAt(0).toUpperCase() + column.slice(1),
      number: true,
      cell: (row: AttachRateRow) => <Behind row={row} choices={choices} addon={addon} column={column} />,
    })),
  ];
}
