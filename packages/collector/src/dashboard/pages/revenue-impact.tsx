import type { RevenueAnswer, RevenueRow } from '../api/answers.ts';
import { address, type Query } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { AddonChoice, useAddon } from '../controls/addon-choice.tsx';
import { monthsBefore, RangeChoice, today, useRange } from '../controls/range.tsx';
import { SegmentFilter, useSegments } from '../controls/segment-filter.tsx';
import * as format from '../format.ts';
import { AccountsBehind } from '../parts/accounts.tsx';
import { Answered } from '../parts/answered.tsx';
import { Card, DefinitionOf, Download, Empty, Report } from '../parts/report.tsx';
import { Stat, Stats } from '../parts/stat.tsx';
import { Table } from '../parts/table.tsx';

/** Long enough for revenue to move, short enough for a young add-on to have owners at the start. */
const MONTHS = 6;

export function RevenueImpact() {
  const addon = useAddon(true, 'any');
  const range = useRange();
  const to = range.to ?? today();
  const question = { addon, from: range.from ?? monthsBefore(to, MONTHS), to: range.to, segment: useSegments() };
  const url = address('v1/metrics/revenue-impact', question);
  const asked = useAnswer<RevenueAnswer>(url);
  return (
    <Report
      title="Revenue impact"
      lead="Customers who had the add-on at the start against those who had not: what became of their revenue. This is an association, not a cause."
      controls={
        <>
          <AddonChoice withSets fallback="any" />
          <RangeChoice months={MONTHS} />
          <SegmentFilter />
        </>
      }
    >
      <Answered asked={asked}>
        {(answer) =>
          answer.rows.some((row) => row.accounts > 0) ? (
            <Impact answer={answer} url={url} question={question} />
          ) : (
            <Empty title="No paying customers at the start">
              Choose a later “From”: the groups are frozen on that day.
            </Empty>
          )
        }
      </Answered>
    </Report>
  );
}

const GROUPS = { attached: 'Had it', unattached: 'Had it not' };

interface ImpactProps {
  answer: RevenueAnswer;
  url: string;
  /** What was asked. */
  question: Query;
}

function Impact({ answer, url, question }: ImpactProps) {
  const [with_, without] = [
    answer.rows.find((row) => row.group === 'attached'),
    answer.rows.find((row) => row.group === 'unattached'),
  ];
  const gap = with_?.nrr != null && without?.nrr != null ? with_.nrr - without.nrr : null;
  return (
    <>
      <Card>
        <Stats>
          <Stat
            label="Net revenue retention"
            value={format.percent(with_?.nrr)}
            note={`${format.percent(without?.nrr)} without it (${format.points(gap)})`}
          />
          <Stat label="Share of all revenue" value={format.percent(answer.addonShare)} note="at the end" />
          <Stat
            label="Of the expansion"
            value={format.percent(answer.expansionShare, 0)}
            note={`${format.money(answer.expansionFromAddon)} of ${format.money(answer.expansion)} MRR`}
          />
          <Stat label="Expansion of total" value={format.percent(answer.expansionOfTotal)} />
        </Stats>
        <DefinitionOf answer={answer} />
      </Card>
      <Card title="The two groups" tools={<Download href={url} />}>
        <Groups rows={answer.rows} query={{ metric: 'revenue-impact', ...question, to: answer.asOf }} />
      </Card>
    </>
  );
}

/** @param query of the lists behind the numbers */
function Groups({ rows, query }: { rows: RevenueRow[]; query: Query }) {
  const money = (title: string, value: (row: RevenueRow) => number | null, note?: string) => ({
    ...{ title, number: true, note },
    cell: (row: RevenueRow) => format.money(value(row)),
  });
  const share = (title: string, value: (row: RevenueRow) => number | null, note?: string) => ({
    ...{ title, number: true, note },
    cell: (row: RevenueRow) => format.percent(value(row)),
  });
  const behind = ({ group }: RevenueRow, column: string, value: number, title: string, text?: string) => (
    <AccountsBehind
      value={value}
      title={`${GROUPS[group]}: ${title}`}
      query={{ ...query, column, group }}
      text={text}
    />
  );
  return (
    <Table
      caption="Revenue of customers with and without the add-on"
      rows={rows}
      rowKey={(row) => row.group}
      columns={[
        { title: 'Group', cell: (row) => GROUPS[row.group] },
        { title: 'Accounts', number: true, cell: (row) => behind(row, 'accounts', row.accounts, 'at the start') },
        money('MRR at start', (row) => row.mrrStart),
        money('MRR at end', (row) => row.mrrEnd),
        share('NRR', (row) => row.nrr, 'MRR at the end over MRR at the start'),
        share('GRR', (row) => row.grr, 'Without any growth'),
        share('NRR elsewhere', (row) => row.nrrElsewhere, 'With the add-on’s own MRR taken out'),
        {
          title: 'Still customers',
          number: true,
          cell: (row) => {
            const left = Math.round((row.logoRetention ?? 0) * row.accounts);
            return behind(row, 'logoRetention', left, 'still customers', format.percent(row.logoRetention));
          },
        },
        money('ARPA', (row) => row.arpa, 'Mean MRR of an account at the start'),
        money('ACV', (row) => row.acv, '12 × ARPA'),
      ]}
    />
  );
}
