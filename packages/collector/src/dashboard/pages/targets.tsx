import type { Benchmark } from '@attachkit/sdk/catalog';
import { useMemo } from 'preact/hooks';
import type { TrajectoryAnswer, TrajectoryRow } from '../api/answers.ts';
import { address } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { LineChart } from '../charts/line-chart.tsx';
import type { LineChartProps } from '../charts/line-chart-props.ts';
import { AddonChoice, useAddon } from '../controls/addon-choice.tsx';
import * as format from '../format.ts';
import { Answered } from '../parts/answered.tsx';
import { Forecast } from '../parts/forecast.tsx';
import { Card, DefinitionOf, Download, Report } from '../parts/report.tsx';
import { Stat, Stats } from '../parts/stat.tsx';
import { Table } from '../parts/table.tsx';

export function Targets() {
  const addon = useAddon(false);
  const url = address('v1/metrics/trajectory', { addon });
  const asked = useAnswer<TrajectoryAnswer>(url);
  return (
    <Report
      title="Targets"
      lead="Whether the add-on is on its way to its target, beside what others reached after as many months."
      controls={<AddonChoice />}
    >
      <Answered asked={asked}>
        {(answer) => (
          <div class="cards">
            <Standing answer={answer} addon={addon} />
            <Clock answer={answer} clock="launch" title="By months since the launch" />
            <Clock answer={answer} clock="acquired" title="By months since the customer’s first day" />
            <Card title="How it is counted" wide tools={<Download href={url} />}>
              <DefinitionOf answer={answer} />
            </Card>
          </div>
        )}
      </Answered>
      <Forecast addon={addon} />
    </Report>
  );
}

const STATUS = {
  ahead: { text: 'Ahead', tone: 'good' },
  on_track: { text: 'On track', tone: 'good' },
  behind: { text: 'Behind', tone: 'bad' },
} as const;

function Standing({ answer: { target }, addon }: { answer: TrajectoryAnswer; addon: string }) {
  if (!target) {
    return (
      <Card title="No target yet" wide>
        <p class="soft">
          Set one in the catalog: <code>{`"targets": { "${addon}": { "rate": 0.4, "by": "2028-01-01" } }`}</code>
        </p>
      </Card>
    );
  }
  const status = target.status && STATUS[target.status];
  return (
    <Card title={`Target: ${format.percent(target.rate, 0)} by ${format.date(target.by, 'long')}`} wide>
      <Stats>
        <Stat label="Standing" value={status?.text ?? '–'} />
        <Stat label="Attach rate now" value={format.percent(target.actual)} />
        <Stat label="The line to the target is at" value={format.percent(target.expected)} />
      </Stats>
    </Card>
  );
}

type ClockName = 'launch' | 'acquired';

function Clock({ answer, clock, title }: { answer: TrajectoryAnswer; clock: ClockName; title: string }) {
  const rows = useMemo(() => answer.rows.filter((row) => row.clock === clock), [answer, clock]);
  const benchmarks = answer.benchmarks[clock];
  const chart = useMemo(() => chartOf(rows, benchmarks, title), [rows, benchmarks, title]);
  if (rows.length === 0) {
    return (
      <Card title={title}>
        <p class="soft">
          {clock === 'launch'
            ? 'The catalog does not say when the add-on was launched (launchedAt).'
            : 'No customers yet.'}
        </p>
      </Card>
    );
  }
  return (
    <Card title={title}>
      <LineChart {...chart} />
      {benchmarks.length > 0 && (
        <Table
          caption={`Benchmarks, ${title}`}
          rows={benchmarks.map((benchmark, index) => ({ ...benchmark, number: index + 1 }))}
          rowKey={({ number }) => String(number)}
          columns={[
            { title: 'No.', cell: ({ number }) => number },
            { title: 'What', cell: ({ what }) => <span class="wrap">{what}</span> },
            { title: 'After', number: true, cell: ({ months }) => (months ? `${months} months` : '–') },
            { title: 'Rate', number: true, cell: rangeOf },
            { title: 'Source', cell: ({ source, asOf }) => <span class="wrap">{`${source}, ${asOf}`}</span> },
          ]}
        />
      )}
    </Card>
  );
}

function rangeOf({ low, high }: Benchmark): string {
  return low === high ? format.percent(low, 0) : `${format.percent(low, 0)} to ${format.percent(high, 0)}`;
}

/** The axis goes as far as the add-on, and to the first benchmark that still lies ahead. */
function chartOf(rows: TrajectoryRow[], benchmarks: Benchmark[], title: string): LineChartProps {
  const reached = rows.at(-1)?.months ?? 0;
  const ahead = benchmarks.flatMap(({ months }) => (months && months > reached ? [months] : []));
  const end = ahead.length > 0 ? Math.min(...ahead) : reached;
  const x = Array.from({ length: end + 1 }, (_, month) => month);
  const byMonth = new Map(rows.map((row) => [row.months, row]));
  const pick = (field: 'rate' | 'low' | 'high') => x.map((month) => byMonth.get(month)?.[field] ?? null);
  return {
    summary: `Attach rate ${title.toLowerCase()}: ${format.percent(rows.at(-1)?.rate)} after ${reached} months.`,
    x,
    time: false,
    series: [{ label: 'Attach rate', values: pick('rate'), low: pick('low'), high: pick('high') }],
    ranges: benchmarks.flatMap(({ months, low, high }, index) =>
      months && months <= end ? [{ x: months, low, high, label: String(index + 1) }] : [],
    ),
    formatX: (month) => `${Math.round(month)} mo`,
    formatY: (value) => format.percent(value, 0),
    height: 260,
  };
}
