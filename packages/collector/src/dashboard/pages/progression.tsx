import { useMemo } from 'preact/hooks';
import type { Answer, ProgressionRow } from '../api/answers.ts';
import { address, type Query } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { LineChart } from '../charts/line-chart.tsx';
import type { LineChartProps } from '../charts/line-chart-props.ts';
import { SegmentFilter, useSegments } from '../controls/segment-filter.tsx';
import * as format from '../format.ts';
import { AccountsBehind } from '../parts/accounts.tsx';
import { Answered } from '../parts/answered.tsx';
import { Card, DefinitionOf, Download, Empty, Report } from '../parts/report.tsx';
import { Table } from '../parts/table.tsx';

const AGES = '0,3,6,9,12,18,24';

export function Progression() {
  const question = { ages: AGES, segment: useSegments() };
  const url = address('v1/metrics/progression', question);
  const asked = useAnswer<Answer<ProgressionRow>>(url);
  return (
    <Report
      title="Progression"
      lead="How customers grow from one product to several as they get older. Every age looks at all accounts that have reached it."
      controls={<SegmentFilter />}
    >
      <Answered asked={asked}>
        {(answer) => {
          const rows = answer.rows.filter((row) => row.accounts > 0);
          return rows.length === 0 ? (
            <Empty title="Nobody is old enough yet">The first customers have to be there for a day.</Empty>
          ) : (
            <Ages answer={answer} rows={rows} url={url} question={question} />
          );
        }}
      </Answered>
    </Report>
  );
}

interface AgesProps {
  answer: Answer<ProgressionRow>;
  rows: ProgressionRow[];
  url: string;
  /** What was asked. */
  question: Query;
}

function Ages({ answer, rows, url, question }: AgesProps) {
  const chart = useMemo(() => chartOf(rows), [rows]);
  const behind = (row: ProgressionRow, column: 'single' | 'twoPlus' | 'threePlus' | 'churned', what: string) => (
    <AccountsBehind
      value={Math.round((row[column] ?? 0) * row.accounts)}
      title={`${what} after ${row.age} months`}
      query={{ metric: 'progression', ...question, asOf: answer.asOf, column, age: row.age }}
      text={format.percent(row[column])}
    />
  );
  return (
    <>
      <Card>
        <LineChart {...chart} />
        <DefinitionOf answer={answer} />
      </Card>
      <Card title="The numbers" tools={<Download href={url} />}>
        <Table
          caption="Products by age"
          rows={rows}
          rowKey={(row) => String(row.age)}
          columns={[
            { title: 'Age', cell: (row) => `${row.age} months` },
            {
              title: 'Accounts',
              number: true,
              cell: (row) => (
                <AccountsBehind
                  value={row.accounts}
                  title={`${row.age} months old`}
                  query={{ metric: 'progression', ...question, asOf: answer.asOf, column: 'accounts', age: row.age }}
                />
              ),
            },
            { title: 'One product', number: true, cell: (row) => behind(row, 'single', 'One product') },
            { title: 'Two or more', number: true, cell: (row) => behind(row, 'twoPlus', 'Two or more products') },
            { title: 'Three or more', number: true, cell: (row) => behind(row, 'threePlus', 'Three or more products') },
            { title: 'Left', number: true, cell: (row) => behind(row, 'churned', 'No product') },
          ]}
        />
      </Card>
    </>
  );
}

function chartOf(rows: ProgressionRow[]): LineChartProps {
  const last = rows.at(-1)!;
  return {
    summary: `Shares of customers by products and age: at ${last.age} months ${format.percent(last.twoPlus)} have two or more.`,
    x: rows.map((row) => row.age),
    time: false,
    series: [
      { label: 'Two or more', values: rows.map((row) => row.twoPlus) },
      { label: 'Three or more', values: rows.map((row) => row.threePlus) },
      { label: 'One product', values: rows.map((row) => row.single) },
      { label: 'Left', values: rows.map((row) => row.churned) },
    ],
    formatX: (age) => `${Math.round(age)} mo`,
    formatY: (value) => format.percent(value, 0),
  };
}
