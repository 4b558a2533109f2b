import { useMemo } from 'preact/hooks';
import type { Answer, TimeToAttachRow } from '../api/answers.ts';
import { address, type Query } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { LineChart } from '../charts/line-chart.tsx';
import type { LineChartProps } from '../charts/line-chart-props.ts';
import { AddonChoice, useAddon } from '../controls/addon-choice.tsx';
import { BreakdownChoice } from '../controls/breakdown-choice.tsx';
import { Choice } from '../controls/choice.tsx';
import { RangeChoice, useRange } from '../controls/range.tsx';
import { SegmentFilter, useSegments } from '../controls/segment-filter.tsx';
import * as format from '../format.ts';
import { AccountsBehind, segmentsOf } from '../parts/accounts.tsx';
import { Answered } from '../parts/answered.tsx';
import { Card, DefinitionOf, Download, Empty, Report } from '../parts/report.tsx';
import { Stat, Stats } from '../parts/stat.tsx';
import { Table } from '../parts/table.tsx';
import { useRoute } from '../route.ts';

const WITHIN_DAYS = ['7', '30', '60', '90', '180', '365'];
const SERIES_MAX = 8;

export function TimeToAttach() {
  const { query } = useRoute();
  const addon = useAddon(false);
  const { from, to } = useRange();
  const choices = { numerator: query.get('numerator'), breakdown: query.get('breakdown') };
  const question = { addon, ...choices, from, to, segment: useSegments() };
  const url = address('v1/metrics/time-to-attach', question);
  const asked = useAnswer<Answer<TimeToAttachRow>>(url);
  return (
    <Report
      title="Time to attach"
      lead="How long customers take from their first day (or the add-on’s launch) to attaching, counting also those who have not yet, or have left."
      controls={
        <>
          <AddonChoice />
          <Choice
            label="Attached means"
            name="numerator"
            fallback="paid"
            options={[
              { value: 'paid', label: 'bought it' },
              { value: 'owned', label: 'owns it' },
              { value: 'trial', label: 'tried or bought it' },
              { value: 'used', label: 'really uses it' },
            ]}
          />
          <RangeChoice />
          <BreakdownChoice />
          <SegmentFilter />
        </>
      }
    >
      <Answered asked={asked}>
        {(answer) =>
          answer.rows.some((row) => row.accounts > 0) ? (
            <Curves answer={answer} url={url} question={question} />
          ) : (
            <Empty title="No accounts in this range">
              Accounts are taken by the day they were acquired. A longer range may have some.
            </Empty>
          )
        }
      </Answered>
    </Report>
  );
}

interface CurvesProps {
  answer: Answer<TimeToAttachRow>;
  url: string;
  /** What was asked. */
  question: Query & { segment: string[] };
}

function Curves({ answer, url, question }: CurvesProps) {
  const { rows } = answer;
  const behind = (row: TimeToAttachRow, column: 'accounts' | 'attached' | 'churned', what: string) => (
    <AccountsBehind
      value={row[column]}
      title={row.segment ? `${what}, ${segmentName(row)}` : what}
      query={{
        ...{ metric: 'time-to-attach', column, ...question, to: question.to ?? answer.asOf, asOf: answer.asOf },
        segment: segmentsOf(row.segment, question.segment),
      }}
    />
  );
  const chart = useMemo(() => chartOf(rows), [rows]);
  const only = rows.length === 1 ? rows[0]! : null;
  return (
    <>
      <Card>
        {only && (
          <Stats>
            <Stat
              label="Half have attached after"
              value={only.median === null ? 'not yet' : format.days(only.median)}
              note={only.medianOfAttached === null ? null : `${format.days(only.medianOfAttached)} among those who did`}
            />
            <Stat
              label="Within 90 days"
              value={format.percent(only.attachedWithin['90'])}
              note={`${format.percent(only.attachedWithin['365'])} within a year`}
            />
            <Stat
              label="Accounts"
              value={behind(only, 'accounts', 'All accounts')}
              note={
                <>
                  {behind(only, 'attached', 'Attached')} attached, {behind(only, 'churned', 'Left before')} left before
                </>
              }
            />
          </Stats>
        )}
        <LineChart {...chart} />
        <DefinitionOf answer={answer} />
      </Card>
      <Card title="The numbers" tools={<Download href={url} />}>
        <Table
          caption="Time to attach"
          rows={rows}
          rowKey={(row, index) => segmentName(row) + index}
          columns={[
            { title: 'Accounts', cell: segmentName },
            { title: 'Count', number: true, cell: (row) => behind(row, 'accounts', 'All accounts') },
            { title: 'Attached', number: true, cell: (row) => behind(row, 'attached', 'Attached') },
            { title: 'Left before', number: true, cell: (row) => behind(row, 'churned', 'Left before') },
            {
              title: 'A quarter',
              number: true,
              note: 'Days until 25 % have attached',
              cell: (row) => format.days(row.p25),
            },
            {
              title: 'Half',
              number: true,
              note: 'Days until 50 % have attached',
              cell: (row) => format.days(row.median),
            },
            { title: 'Three quarters', number: true, cell: (row) => format.days(row.p75) },
            ...WITHIN_DAYS.map((within) => ({
              title: `${within} days`,
              number: true,
              cell: (row: TimeToAttachRow) => format.percent(row.attachedWithin[within]),
            })),
          ]}
        />
      </Card>
    </>
  );
}

function segmentName({ segment }: TimeToAttachRow): string {
  return segment ? (Object.values(segment)[0] ?? 'not set') : 'All';
}

/** One shared axis of days; between the days of its own curve a series stays where it is. */
function chartOf(rows: TimeToAttachRow[]): LineChartProps {
  const biggest = [...rows].sort((a, b) => b.accounts - a.accounts).slice(0, SERIES_MAX);
  const x = [...new Set([0, ...biggest.flatMap(({ curve }) => curve.map(({ day }) => day))])].sort((a, b) => a - b);
  const series = biggest.map((row) => {
    const byDay = new Map(row.curve.map(({ day, attached }) => [day, attached]));
    let reached = 0;
    const values = x.map((day) => {
      reached = byDay.get(day) ?? reached;
      return reached;
    });
    return { label: segmentName(row), values };
  });
  return {
    summary: `Share attached by days since the start: ${biggest.map((row) => `${segmentName(row)} ${format.percent(row.attachedWithin['90'])} within 90 days`).join('; ')}.`,
    x,
    time: false,
    stepped: true,
    series,
    formatX: (day) => `${Math.round(day)} d`,
    formatY: (value) => format.percent(value, value < 0.1 ? 1 : 0),
  };
}
