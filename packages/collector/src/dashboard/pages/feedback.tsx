import type { Answer, FeedbackRow } from '../api/answers.ts';
import { address } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { AddonChoice, useAddon } from '../controls/addon-choice.tsx';
import { RangeChoice, useRange } from '../controls/range.tsx';
import * as format from '../format.ts';
import { AccountsBehind } from '../parts/accounts.tsx';
import { Answered } from '../parts/answered.tsx';
import { Card, DefinitionOf, Download, Empty, Report } from '../parts/report.tsx';
import { Table } from '../parts/table.tsx';

export function Feedback() {
  const addon = useAddon(true, 'any');
  const range = useRange();
  const url = address('v1/metrics/feedback', { addon, ...range });
  const asked = useAnswer<Answer<FeedbackRow>>(url);
  return (
    <Report
      title="Feedback"
      lead="What accounts say after they have attached: each account’s latest answer."
      controls={
        <>
          <AddonChoice withSets fallback="any" />
          <RangeChoice />
        </>
      }
    >
      <Answered asked={asked}>
        {(answer) =>
          answer.rows.length === 0 ? (
            <Empty title="No answers in this range">
              A prompt of the kind “question” asks for them; “Feedback Given” from your own form counts as well.
            </Empty>
          ) : (
            <Card title="By add-on and question" tools={<Download href={url} />}>
              <Table
                caption="Feedback"
                rows={answer.rows}
                rowKey={(row) => `${row.addon} ${row.kind}`}
                columns={[
                  { title: 'Add-on', cell: (row) => format.addonName(row.addon) },
                  {
                    title: 'Question',
                    cell: (row) => (row.kind === 'nps' ? 'Would recommend it (0–10)' : 'Satisfied (1–5)'),
                  },
                  {
                    title: 'Accounts',
                    number: true,
                    cell: ({ addon: id, kind, responses }) => (
                      <AccountsBehind
                        value={responses}
                        title={`Answered for ${format.addonName(id)}, ${kind}`}
                        query={{
                          ...{ metric: 'feedback', column: 'responses', addon: id, kind },
                          ...{ from: range.from, to: answer.asOf },
                        }}
                      />
                    ),
                  },
                  { title: 'Mean', number: true, cell: (row) => format.decimal(row.mean) },
                  {
                    title: 'NPS',
                    number: true,
                    note: 'Share of 9–10 minus share of 0–6, times 100',
                    cell: (row) => format.decimal(row.nps, 0),
                  },
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
