import type { Answer, CohortCell, CohortRow } from '../api/answers.ts';
import { address, type Query } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { HeatMap } from '../charts/heat-map.tsx';
import { AddonChoice, useAddon } from '../controls/addon-choice.tsx';
import { Choice, Segmented } from '../controls/choice.tsx';
import { useRange } from '../controls/range.tsx';
import { SegmentFilter, useSegments } from '../controls/segment-filter.tsx';
import * as format from '../format.ts';
import { AccountsBehind } from '../parts/accounts.tsx';
import { Answered } from '../parts/answered.tsx';
import { Card, DefinitionOf, Download, Empty, Report } from '../parts/report.tsx';
import { useRoute } from '../route.ts';

type Measure = 'rate' | 'attached' | 'retained' | 'mrr';

export function Cohorts() {
  const { query } = useRoute();
  const addon = useAddon(true);
  const { from, to } = useRange();
  const segment = useSegments();
  const choices = {
    numerator: query.get('numerator'),
    mode: query.get('mode'),
    by: query.get('by'),
    via: query.get('via'),
  };
  const question = { addon, ...choices, from: from?.slice(0, 7), to: to?.slice(0, 7), segment };
  const url = address('v1/metrics/cohorts', question);
  const asked = useAnswer<Answer<CohortRow>>(url);
  const measure = (query.get('show') ?? 'rate') as Measure;
  return (
    <Report
      title="Cohorts"
      lead="Customers by the month they came, and how many of them had attached by each month of their life."
      controls={<Controls paid={(choices.numerator ?? 'paid') === 'paid'} />}
    >
      <Answered asked={asked}>
        {(answer) =>
          answer.rows.some((row) => row.size > 0) ? (
            <Card title={format.addonName(addon)} tools={<Download href={url} />}>
              <CohortTable answer={answer} measure={measure} question={question} />
              <p class="soft">
                In italics: a month that is not over yet. The first column of each row is the month the cohort began.
              </p>
              <DefinitionOf answer={answer} />
            </Card>
          ) : (
            <Empty title="No cohorts in this range">
              Nobody became a customer in these months, or the filters leave nobody.
            </Empty>
          )
        }
      </Answered>
    </Report>
  );
}

function Controls({ paid }: { paid: boolean }) {
  const option = (value: string, label: string) => ({ value, label });
  return (
    <>
      <AddonChoice withSets />
      <Choice
        label="Who"
        name="numerator"
        fallback="paid"
        options={[
          option('paid', 'bought it'),
          option('owned', 'own it'),
          option('trial', 'tried or bought it'),
          option('used', 'really use it'),
        ]}
        also={() => ({ via: null })}
      />
      <Segmented
        label="Counting"
        name="mode"
        fallback="cumulative"
        options={[option('cumulative', 'ever'), option('net', 'still')]}
      />
      <Segmented
        label="Cohorts by"
        name="by"
        fallback="acquired"
        options={[option('acquired', 'first day'), option('attached', 'attach')]}
      />
      <Segmented
        label="Show"
        name="show"
        fallback="rate"
        options={[
          option('rate', 'Rate'),
          option('attached', 'Accounts'),
          option('retained', 'Customers left'),
          option('mrr', 'MRR'),
        ]}
      />
      {paid && (
        <Choice
          label="Bought"
          name="via"
          fallback=""
          options={[option('', 'either way'), option('standalone', 'by itself'), option('bundle', 'in a bundle')]}
        />
      )}
      <SegmentFilter />
    </>
  );
}

const MEASURES: Record<
  Measure,
  { value: (cell: CohortCell, row: CohortRow) => number | null; text: (value: number) => string }
> = {
  rate: { value: (cell) => cell.rate, text: (value) => format.percent(value, 0) },
  attached: { value: (cell) => cell.attached, text: format.count },
  retained: {
    value: (cell, row) => (row.size > 0 ? cell.customers / row.size : null),
    text: (value) => format.percent(value, 0),
  },
  mrr: { value: (cell) => cell.mrr, text: (value) => format.money(value) },
};

/** @param month of the cohort */
function lastDayOf(month: string, monthsLater: number): string {
  const [year, index] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, index + monthsLater, 0)).toISOString().slice(0, 10);
}

interface CohortTableProps {
  answer: Answer<CohortRow>;
  measure: Measure;
  /** What was asked. */
  question: Query;
}

function CohortTable({ answer: { rows, asOf }, measure, question }: CohortTableProps) {
  const { value, text } = MEASURES[measure];
  const column = measure === 'retained' || measure === 'mrr' ? 'customers' : 'attached';
  const query = { metric: 'cohorts', ...question, to: question.to ?? asOf.slice(0, 7), asOf };
  const cellOf = (row: CohortRow, cell: CohortCell) => {
    const number = row.size > 0 ? value(cell, row) : null;
    const day = cell.partial ? asOf : lastDayOf(row.cohort, cell.month);
    const title = `Of ${format.month(row.cohort)}, on ${format.date(day)}`;
    const list = { ...query, column, cohort: row.cohort, month: cell.month };
    return {
      value: number,
      partial: cell.partial,
      content: number !== null && (
        <AccountsBehind value={cell[column]} title={title} query={list} text={text(number)} />
      ),
    };
  };
  const sizeOf = ({ cohort, size }: CohortRow) => {
    const list = { ...query, column: 'size', cohort };
    return <AccountsBehind value={size} title={`The cohort of ${format.month(cohort)}`} query={list} />;
  };
  return (
    <HeatMap
      caption="Cohorts by month"
      corner="Cohort"
      second="Size"
      columns={Array.from({ length: Math.max(...rows.map((row) => row.cells.length)) }, (_, month) => String(month))}
      rows={rows.map((row) => ({
        name: format.month(row.cohort),
        second: sizeOf(row),
        cells: row.cells.map((cell) => cellOf(row, cell)),
      }))}
      format={text}
    />
  );
}
