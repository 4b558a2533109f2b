import type { Answer, JourneyRow } from '../api/answers.ts';
import { address, type Query } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Funnel } from '../charts/funnel.tsx';
import { AddonChoice, useAddon } from '../controls/addon-choice.tsx';
import { BreakdownChoice } from '../controls/breakdown-choice.tsx';
import { Choice } from '../controls/choice.tsx';
import { SegmentFilter, useSegments } from '../controls/segment-filter.tsx';
import * as format from '../format.ts';
import { AccountsBehind, segmentsOf } from '../parts/accounts.tsx';
import { Answered } from '../parts/answered.tsx';
import { Card, DefinitionOf, Download, Empty, Report } from '../parts/report.tsx';
import { useRoute } from '../route.ts';

const STAGES: Record<string, string> = {
  eligible: 'Active',
  viewed: 'Looked at it',
  setUp: 'Set it up',
  used: 'Used it',
  returned: 'Came back',
  attached: 'Attached',
};

export function Journey() {
  const { query } = useRoute();
  const addon = useAddon(true);
  const window = query.get('window');
  const segment = useSegments();
  const question = { addon, window, breakdown: query.get('breakdown'), segment };
  const url = address('v1/metrics/journey', question);
  const asked = useAnswer<Answer<JourneyRow>>(url);
  return (
    <Report
      title="Journey"
      lead="How far active customers got with the add-on, from first look to a habit."
      controls={
        <>
          <AddonChoice withSets />
          <Choice
            label="Within the last"
            name="window"
            fallback="28"
            options={['7', '14', '28', '60', '90'].map((value) => ({ value, label: `${value} days` }))}
          />
          <BreakdownChoice />
          <SegmentFilter />
        </>
      }
    >
      <Answered asked={asked}>
        {(answer) =>
          answer.rows.some((row) => (row.stages[0]?.count ?? 0) > 0) ? (
            <div class="cards">
              {answer.rows.map((row, index) => (
                <Card
                  key={nameOf(row, addon)}
                  title={nameOf(row, addon)}
                  wide={answer.rows.length === 1}
                  tools={index === 0 && <Download href={url} />}
                >
                  <Funnel
                    stages={row.stages.map(({ stage, count, dropOff }) => ({
                      label: STAGES[stage] ?? stage,
                      count,
                      dropOff,
                      content: (
                        <AccountsBehind
                          value={count}
                          title={`${STAGES[stage]}, ${nameOf(row, addon)}`}
                          query={{ ...listOf(answer, row, question), column: stage }}
                        />
                      ),
                    }))}
                  />
                  {answer.rows.length === 1 && <DefinitionOf answer={answer} />}
                </Card>
              ))}
              {answer.rows.length > 1 && (
                <Card wide>
                  <DefinitionOf answer={answer} />
                </Card>
              )}
            </div>
          ) : (
            <Empty title="Nobody was active">No customer used any feature within the window.</Empty>
          )
        }
      </Answered>
    </Report>
  );
}

function listOf({ asOf }: Answer<JourneyRow>, { segment }: JourneyRow, question: Query & { segment: string[] }): Query {
  return { metric: 'journey', ...question, asOf, segment: segmentsOf(segment, question.segment) };
}

function nameOf({ segment }: JourneyRow, addon: string): string {
  return segment ? (Object.values(segment)[0] ?? 'not set') : format.addonName(addon);
}
