import type { Answer, PromptRow } from '../api/answers.ts';
import { address, type Query } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { AddonChoice, useAddon } from '../controls/addon-choice.tsx';
import { Choice, Segmented } from '../controls/choice.tsx';
import { RangeChoice, useRange } from '../controls/range.tsx';
import { SegmentFilter, useSegments } from '../controls/segment-filter.tsx';
import * as format from '../format.ts';
import { AccountsBehind } from '../parts/accounts.tsx';
import { Answered } from '../parts/answered.tsx';
import { NoPrompts } from '../parts/no-prompts.tsx';
import { Card, DefinitionOf, Download, Report } from '../parts/report.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { linkTo, useRoute } from '../route.ts';

const BREAKDOWNS = ['prompt', 'variant', 'trigger', 'placement'];

export function Prompts() {
  const { query } = useRoute();
  const addon = useAddon(true, 'any');
  const { from, to } = useRange();
  const breakdown = BREAKDOWNS.find((name) => name === query.get('by')) ?? 'prompt';
  const question = { addon, from, to, breakdown, attribution: query.get('attribution'), segment: useSegments() };
  const url = address('v1/metrics/prompts', question);
  const asked = useAnswer<Answer<PromptRow>>(url);
  return (
    <Report
      title="Prompts"
      lead={
        <>
          What came of the prompts. Trials and purchases are credited to the last showing before them; what prompts{' '}
          <a href={linkTo('holdout')} data-page>
            really caused
          </a>{' '}
          only the holdout tells.
        </>
      }
      controls={
        <>
          <AddonChoice withSets fallback="any" />
          <RangeChoice />
          <Segmented
            label="By"
            name="by"
            fallback="prompt"
            options={BREAKDOWNS.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }))}
          />
          <Choice
            label="Credited within"
            name="attribution"
            fallback="14"
            options={['1', '7', '14', '28', '60'].map((value) => ({
              value,
              label: value === '1' ? '1 day' : `${value} days`,
            }))}
          />
          <SegmentFilter />
        </>
      }
    >
      <Answered asked={asked}>
        {(answer) =>
          answer.rows.length === 0 ? (
            <NoPrompts />
          ) : (
            <Card title={`By ${breakdown}`} tools={<Download href={url} />}>
              <Table
                caption={`Prompts by ${breakdown}`}
                columns={columnsBy(breakdown, { ...question, to: answer.asOf })}
                rows={answer.rows}
                rowKey={(row) => String(row[breakdown])}
              />
              <DefinitionOf answer={answer} />
            </Card>
          )
        }
      </Answered>
    </Report>
  );
}

type Counted = 'triggered' | 'heldOut' | 'shown' | 'clicked' | 'dismissed' | 'optedOut' | 'trials' | 'purchases';

/** @param question what was asked */
function columnsBy(breakdown: string, question: Query): Column<PromptRow>[] {
  const nameOf = (row: PromptRow) => String(row[breakdown] ?? 'not set');
  const behind = (row: PromptRow, column: Counted, title: string, text?: string) => (
    <AccountsBehind
      value={row[column]}
      title={`${title}, ${nameOf(row)}`}
      query={{ metric: 'prompts', ...question, column, [breakdown]: String(row[breakdown] ?? null) }}
      text={text}
    />
  );
  const number = (title: string, column: Counted, note: string): Column<PromptRow> => ({
    ...{ title, number: true, note },
    cell: (row) => behind(row, column, title),
  });
  const share = (
    title: string,
    column: Counted,
    rate: (row: PromptRow) => number | null,
    note: string,
  ): Column<PromptRow> => ({
    ...{ title, number: true, note },
    cell: (row) => behind(row, column, title, format.percent(rate(row))),
  });
  return [
    { title: breakdown.charAt(0).toUpperCase() + breakdown.slice(1), cell: nameOf },
    number('Triggered', 'triggered', 'Accounts that met the moment, in both arms'),
    number('Held out', 'heldOut', 'Of those, in the control arm: they saw nothing'),
    number('Shown', 'shown', 'Accounts that really saw it'),
    { title: 'Showings', number: true, cell: (row) => format.count(row.impressions) },
    share('Clicked', 'clicked', (row) => row.clickRate, 'Of the accounts that saw it'),
    share('Dismissed', 'dismissed', (row) => row.dismissRate, 'Of the accounts that saw it'),
    share('Opted out', 'optedOut', (row) => row.optOutRate, 'Of the accounts that saw it'),
    number('Trials', 'trials', 'Credited'),
    number('Purchases', 'purchases', 'Credited'),
    share('Attached', 'purchases', (row) => row.attachRate, 'Purchases over accounts that saw it'),
  ];
}
