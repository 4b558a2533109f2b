import type { RevenueAnswer } from '../api/answers.ts';
import { address } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { AddonChoice, useAddon } from '../controls/addon-choice.tsx';
import { monthsBefore, RangeChoice, today, useRange } from '../controls/range.tsx';
import { SegmentFilter, useSegments } from '../controls/segment-filter.tsx';
import * as format from '../format.ts';
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
  const url = address('v1/metrics/revenue-impact', {
    addon,
    from: range.from ?? monthsBefore(to, MONTHS),
    to: range.to,
    segment: useSegments(),
  });
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
            <Impact answer={answer} url={url} />
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

function Impact({ answer, url }: { answer: RevenueAnswer; url: string }) {
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
        <Table
          caption="Revenue of customers with and without the add-on"
          rows={answer.rows}
          rowKey={(row) => row.group}
          columns={[
            { title: 'Group', cell: (row) => GROUPS[row.group] },
            { title: 'Accounts', number: true, cell: (row) => format.count(row.accounts) },
            { title: 'MRR at start', number: true, cell: (row) => format.money(row.mrrStart) },
            { title: 'MRR at end', number: true, cell: (row) => format.money(row.mrrEnd) },
            {
              title: 'NRR',
              number: true,
              note: 'MRR at the end over MRR at the start',
              cell: (row) => format.percent(row.nrr),
            },
            { title: 'GRR', number: true, note: 'Without any growth', cell: (row) => format.percent(row.grr) },
            {
              title: 'NRR elsewhere',
              number: true,
              note: 'With the add-on’s own MRR taken out',
              cell: (row) => format.percent(row.nrrElsewhere),
            },
            { title: 'Still customers', number: true, cell: (row) => format.percent(row.logoRetention) },
            {
              title: 'ARPA',
              number: true,
              note: 'Mean MRR of an account at the start',
              cell: (row) => format.money(row.arpa),
            },
            { title: 'ACV', number: true, note: '12 × ARPA', cell: (row) => format.money(row.acv) },
          ]}
        />
      </Card>
    </>
  );
}
