import type { Answer, OpportunityRow } from '../api/answers.ts';
import { address } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { AddonChoice, useAddon } from '../controls/addon-choice.tsx';
import { Choice } from '../controls/choice.tsx';
import { SegmentFilter, useSegments } from '../controls/segment-filter.tsx';
import * as format from '../format.ts';
import { Answered } from '../parts/answered.tsx';
import { Card, DefinitionOf, Download, Empty, Report } from '../parts/report.tsx';
import { Table } from '../parts/table.tsx';
import { useRoute } from '../route.ts';

const SUBSCORES: Record<string, string> = {
  usageMaturity: 'uses much of the product',
  health: 'healthy',
  growth: 'more users than a month ago',
  demand: 'ran into its limit or gate',
  engagement: 'active on many days',
  timing: 'renewal is far off',
  budget: 'budget confirmed',
};

export function Opportunities() {
  const addon = useAddon(false);
  const url = address('v1/metrics/opportunities', {
    addon,
    limit: useRoute().query.get('limit') ?? '25',
    segment: useSegments(),
  });
  const asked = useAnswer<Answer<OpportunityRow>>(url);
  return (
    <Report
      title="Opportunities"
      lead="Customers who do not have the add-on, the readiest first, with what speaks for each."
      controls={
        <>
          <AddonChoice />
          <Choice
            label="Show"
            name="limit"
            fallback="25"
            options={['25', '100', '1000'].map((value) => ({ value, label: `the first ${value}` }))}
          />
          <SegmentFilter />
        </>
      }
    >
      <Answered asked={asked}>
        {(answer) =>
          answer.rows.length === 0 ? (
            <Empty title="Everybody has it">
              No customer is without {format.addonName(addon)}, or the filters leave nobody.
            </Empty>
          ) : (
            <Card title={`Ready for ${format.addonName(addon)}`} tools={<Download href={url} />}>
              <Table
                caption="Opportunities"
                rows={answer.rows}
                rowKey={(row) => row.account}
                columns={[
                  { title: 'Account', cell: (row) => row.name ?? row.account },
                  { title: 'Score', number: true, note: '0–100', cell: (row) => <Score row={row} /> },
                  {
                    title: 'Known',
                    number: true,
                    note: 'Share of the score’s weight for which there is data',
                    cell: (row) => format.percent(row.coverage, 0),
                  },
                  { title: 'What speaks for it', cell: (row) => <span class="wrap">{reasons(row)}</span> },
                  { title: 'Customer for', number: true, cell: (row) => format.days(row.tenureDays) },
                  { title: 'Next best', cell: nextBest },
                ]}
              />
              <DefinitionOf answer={answer} />
            </Card>
          )
        }
      </Answered>
    </Report>
  );
}

function Score({ row }: { row: OpportunityRow }) {
  return (
    <>
      {row.proactive && (
        <span class="badge" data-tone="good">
          ready
        </span>
      )}{' '}
      {format.decimal(row.score, 0)}{' '}
      <span class="track thin" aria-hidden="true">
        <i style={{ width: `${row.score ?? 0}%` }} />
      </span>
    </>
  );
}

/** The three strongest sub-scores, in words. */
function reasons({ subscores, inWindow }: OpportunityRow): string {
  const strong = Object.entries(subscores)
    .filter((entry): entry is [string, number] => (entry[1] ?? 0) >= 0.6)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([name]) => SUBSCORES[name] ?? name);
  if (inWindow) strong.push('60–120 days in');
  return strong.length > 0 ? strong.join(', ') : 'nothing strong yet';
}

function nextBest({ nextBest: next }: OpportunityRow) {
  if (!next) return '–';
  return (
    <span class="wrap">
      {format.addonName(next.addon)}
      <span class="soft"> {next.reasons[0]}</span>
    </span>
  );
}
