/** What it takes to reach a target by a date, beside what the present pace brings. */
import { useMemo } from 'preact/hooks';
import type { ForecastAnswer, ForecastRow } from '../api/answers.ts';
import { address } from '../api/client.ts';
import { setup } from '../api/session.ts';
import { useAnswer } from '../api/use-answer.ts';
import { LineChart } from '../charts/line-chart.tsx';
import type { LineChartProps } from '../charts/line-chart-props.ts';
import { Choice } from '../controls/choice.tsx';
import { NumberChoice } from '../controls/number-choice.tsx';
import { DayField } from '../controls/range.tsx';
import * as format from '../format.ts';
import { useRoute } from '../route.ts';
import { AccountsBehind } from './accounts.tsx';
import { Answered } from './answered.tsx';
import { Card, DefinitionOf, Download } from './report.tsx';
import { Stat, Stats } from './stat.tsx';

export function Forecast({ addon }: { addon: string }) {
  const { query } = useRoute();
  const preset = setup().targets[addon];
  const target = query.get('target') === 'arr' ? 'arr' : 'rate';
  const [value, by, cac] = ['value', 'by', 'cac'].map((name) => query.get(name));
  const known = Boolean((value ?? (target === 'rate' && preset)) && (by ?? preset));
  const url = address('v1/metrics/forecast', { addon, target, value, by, cac });
  const asked = useAnswer<ForecastAnswer>(known ? url : null);
  return (
    <Card title="What it takes" tools={known && <Download href={url} />}>
      <Aim addon={addon} target={target} by={by ?? preset?.by ?? ''} />
      {known ? (
        <Answered asked={asked}>
          {(answer) => <Outlook answer={answer} addon={addon} hasCost={cac !== null} />}
        </Answered>
      ) : (
        <p class="soft">Say what is to be reached, and by when.</p>
      )}
    </Card>
  );
}

/** What is aimed at; the catalog's own target where nothing is chosen. */
function Aim({ addon, target, by }: { addon: string; target: 'rate' | 'arr'; by: string }) {
  const rate = setup().targets[addon]?.rate;
  return (
    <form class="controls" aria-label="What to reach" onSubmit={(event) => event.preventDefault()}>
      <Choice
        label="Target"
        name="target"
        fallback="rate"
        also={() => ({ value: null })}
        options={[
          { value: 'rate', label: 'attach rate' },
          { value: 'arr', label: 'ARR of the add-on' },
        ]}
      />
      {target === 'rate' ? (
        <NumberChoice
          key="rate"
          label="Attach rate (%)"
          name="value"
          min={0.1}
          max={100}
          scale={100}
          placeholder={rate === undefined ? '' : `${Math.round(rate * 1000) / 10}, the catalog’s`}
        />
      ) : (
        <NumberChoice key="arr" label={`ARR (${setup().currency})`} name="value" min={1} max={1e12} />
      )}
      <DayField label="By" name="by" value={by} />
      <NumberChoice label={`Cost per owner won (${setup().currency})`} name="cac" min={1} max={1e9} />
    </form>
  );
}

function Outlook({ answer, addon, hasCost }: { answer: ForecastAnswer; addon: string; hasCost: boolean }) {
  const owners = { addon, state: 'paid', asOf: answer.asOf };
  return (
    <>
      <Stats>
        <Stat
          label="Owners needed"
          value={format.count(answer.ownersNeeded)}
          note={
            <>
              <AccountsBehind value={answer.owners} title="Owners today" query={owners} /> today
            </>
          }
        />
        <Stat
          label="Net owners a month"
          value={format.decimal(answer.netOwnersPerMonth)}
          note="mean of the last three full months"
        />
        <Stat
          label="At this pace"
          value={answer.arrives ? format.month(answer.arrives) : 'never'}
          note={`Target ${format.month(answer.by.slice(0, 7))}`}
          tone={answer.arrives && answer.arrives <= answer.by.slice(0, 7) ? 'good' : 'bad'}
        />
        <Stat
          label="ARR an owner"
          value={format.money(answer.arrPerOwner)}
          note={`${format.money(answer.arr)} in all`}
        />
        <Stat
          label="Lifetime value"
          value={format.money(answer.ltv)}
          note={`${format.percent(answer.monthlyChurn)} leave a month`}
        />
        {hasCost && (
          <Stat
            label="Lifetime value to cost"
            value={format.decimal(answer.ltvToCac)}
            note={answer.ltvToCac === null ? 'nobody left of late' : `for each ${format.money(1)} spent`}
          />
        )}
      </Stats>
      <Line rows={answer.rows} />
      <DefinitionOf answer={answer} />
    </>
  );
}

function Line({ rows }: { rows: ForecastRow[] }) {
  const chart = useMemo(
    (): LineChartProps => ({
      summary: `Owners needed and owners at the present pace, up to ${rows.at(-1)?.month}.`,
      x: rows.map(({ date }) => Date.parse(`${date}T00:00:00Z`) / 1000),
      time: true,
      series: [
        { label: 'Owners needed', values: rows.map((row) => row.ownersNeeded) },
        { label: 'At the present pace', values: rows.map((row) => row.ownersAtPace) },
      ],
      formatX: (seconds) => format.month(new Date(seconds * 1000).toISOString().slice(0, 7)),
      formatY: (value) => format.count(value),
      height: 240,
    }),
    [rows],
  );
  return <LineChart {...chart} />;
}
