import type { Answer, HoldoutRow } from '../api/answers.ts';
import { address, type Query } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { AddonChoice, useAddon } from '../controls/addon-choice.tsx';
import { Choice } from '../controls/choice.tsx';
import { NumberChoice } from '../controls/number-choice.tsx';
import { RangeChoice, useRange } from '../controls/range.tsx';
import { SegmentFilter, useSegments } from '../controls/segment-filter.tsx';
import * as format from '../format.ts';
import { AccountsBehind } from '../parts/accounts.tsx';
import { Answered } from '../parts/answered.tsx';
import { Card, DefinitionOf, Download, Empty, Report } from '../parts/report.tsx';
import { Stat, Stats } from '../parts/stat.tsx';
import { Table } from '../parts/table.tsx';
import { useRoute } from '../route.ts';

export function Holdout() {
  const { query } = useRoute();
  const addon = useAddon(false);
  const { from, to } = useRange();
  const horizon = query.get('horizon');
  const mde = query.get('mde');
  const question = { addon, from, to, horizon, mde, segment: useSegments() };
  const url = address('v1/metrics/holdout', question);
  const asked = useAnswer<Answer<HoldoutRow>>(url);
  return (
    <Report
      title="Holdout"
      lead="A part of the accounts sees no prompts. What they buy anyway is what the prompts did not cause."
      controls={
        <>
          <AddonChoice />
          <RangeChoice />
          <Choice
            label="Bought within"
            name="horizon"
            fallback="28"
            options={['7', '14', '28', '60', '90'].map((value) => ({ value, label: `${value} days` }))}
          />
          <NumberChoice
            label="Worth finding (pp)"
            name="mde"
            min={0.1}
            max={100}
            scale={100}
            placeholder="the difference seen"
          />
          <SegmentFilter />
        </>
      }
    >
      <Answered asked={asked}>
        {(answer) => {
          const row = answer.rows[0];
          return row && row.treated.accounts + row.control.accounts + row.owners + row.immature > 0 ? (
            <>
              <Verdict row={row} horizon={horizon ?? '28'} mde={mde ? Number(mde) : null} url={url} />
              <Arms answer={answer} row={row} mde={mde ? Number(mde) : null} question={question} />
            </>
          ) : (
            <Empty title="No account met a prompt yet">
              The test begins with the first “Prompt Triggered” of this add-on.
            </Empty>
          );
        }}
      </Answered>
    </Report>
  );
}

/** The verdict as one would say it to a colleague. */
function sayVerdict(row: HoldoutRow, horizon: string, mde: number | null): { headline: string; detail: string } {
  const { treated, control, lift, low, high, accountsNeeded, srm } = row;
  const arms = `${format.percent(treated.rate)} of the accounts that could see prompts bought within ${horizon} days, ${format.percent(control.rate)} of those held out.`;
  const range = `The difference lies between ${format.points(low)} and ${format.points(high)}, with 95 % confidence.`;
  const more =
    accountsNeeded === null
      ? ''
      : ` To be sure of a difference of ${mde === null ? 'this size' : format.points(mde).replace('+', '')} it takes about ${format.count(accountsNeeded)} accounts in each arm.`;
  const size = `${format.decimal(Math.abs(lift ?? 0) * 100)} percentage points`;
  switch (row.verdict) {
    case 'lift':
      return { headline: `Prompts raise the attach rate by ${size}`, detail: `${arms} ${range}` };
    case 'harm':
      return {
        headline: `Prompts lower the attach rate by ${size}`,
        detail: `${arms} ${range} Pause them and look at what they say.`,
      };
    case 'no_evidence':
      return { headline: 'No evidence that prompts change anything yet', detail: `${arms} ${range}${more}` };
    case 'not_enough_data':
      return {
        headline: 'Too early to tell',
        detail: `Fewer than five accounts have bought in all, or an arm is empty.${more}`,
      };
    case 'sample_ratio_mismatch':
      return {
        headline: 'The arms do not have the sizes they should have',
        detail: `${format.count(control.accounts)} accounts are held out where about ${format.decimal(srm?.expectedControl ?? null)} were expected. Something sorts accounts before they are counted, so nothing can be concluded. Look for prompts that report only one arm.`,
      };
  }
}

interface VerdictProps {
  row: HoldoutRow;
  horizon: string;
  /** The smallest difference worth finding, as a share. */
  mde: number | null;
  url: string;
}

function Verdict({ row, horizon, mde, url }: VerdictProps) {
  const { headline, detail } = sayVerdict(row, horizon, mde);
  return (
    <Card tools={<Download href={url} />} title="Verdict">
      <div class="verdict">
        <strong>{headline}</strong>
        <p class="soft">{detail}</p>
      </div>
    </Card>
  );
}

interface ArmsProps extends Omit<VerdictProps, 'url' | 'horizon'> {
  answer: Answer<HoldoutRow>;
  /** What was asked. */
  question: Query;
}

function Arms({ answer, row, mde, question }: ArmsProps) {
  const query = { metric: 'holdout', ...question, to: question.to ?? answer.asOf, asOf: answer.asOf };
  return (
    <Card title="The two arms">
      <Stats>
        <Stat
          label="Difference"
          value={format.points(row.lift)}
          note={row.low === null ? null : `${format.points(row.low)} to ${format.points(row.high)}`}
        />
        <Stat label="Relative" value={format.signedPercent(row.relativeLift)} />
        <Stat label="p-value" value={format.decimal(row.pValue, 3)} />
        <Stat
          label="Accounts needed in each arm"
          value={format.count(row.accountsNeeded)}
          note={`to find ${mde === null ? 'the difference seen' : format.points(mde).replace('+', '')}`}
        />
        <Stat
          label="Arms as drawn"
          value={row.srm ? (row.srm.pValue < 0.001 ? 'No' : 'Yes') : '–'}
          note={row.srm ? `p ${format.decimal(row.srm.pValue, 3)}` : null}
        />
      </Stats>
      <ArmTable row={row} query={query} />
      <DefinitionOf answer={answer} />
    </Card>
  );
}

/** @param query of the lists behind the numbers */
function ArmTable({ row, query }: { row: HoldoutRow; query: Query }) {
  const horizon = query.horizon ?? '28';
  const behind = (value: number, column: string, title: string) => (
    <AccountsBehind value={value} title={title} query={{ ...query, column }} />
  );
  return (
    <>
      <Table
        caption="Treated and control"
        rows={[
          { name: 'Can see prompts', arm: 'treated', ...row.treated },
          { name: 'Held out', arm: 'control', ...row.control },
        ]}
        rowKey={(arm) => arm.name}
        columns={[
          { title: 'Arm', cell: ({ name }) => name },
          {
            title: 'Accounts',
            number: true,
            cell: ({ name, arm, accounts }) => behind(accounts, `${arm}.accounts`, name),
          },
          {
            title: `Bought within ${horizon} days`,
            number: true,
            cell: ({ name, arm, converted }) => behind(converted, `${arm}.converted`, `${name}, bought it`),
          },
          { title: 'Rate', number: true, cell: (arm) => format.percent(arm.rate) },
        ]}
      />
      <p class="soft">
        Left out: {behind(row.owners, 'owners', 'Had it already')} that had it already,{' '}
        {behind(row.immature, 'immature', 'Too early to tell')} whose {horizon} days are not over.{' '}
        {behind(row.crossovers, 'crossovers', 'Held out, but saw a prompt')} held out saw a prompt all the same.
      </p>
    </>
  );
}
