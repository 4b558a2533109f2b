import type { Answer, AttachRateRow } from '../api/answers.ts';
import { address } from '../api/client.ts';
import { setup } from '../api/session.ts';
import { useAnswer } from '../api/use-answer.ts';
import { Sparkline } from '../charts/sparkline.tsx';
import { RangeChoice, useRange } from '../controls/range.tsx';
import { SegmentFilter, useSegments } from '../controls/segment-filter.tsx';
import * as format from '../format.ts';
import { Answered } from '../parts/answered.tsx';
import { Card, Empty, Report } from '../parts/report.tsx';
import { Stat, Stats } from '../parts/stat.tsx';
import { linkTo } from '../route.ts';

export function Overview() {
  const { addons, product } = setup();
  const ids = Object.keys(addons);
  return (
    <Report
      title="Overview"
      lead={`What customers of ${product.name} take besides it, and whether they use it.`}
      controls={
        <>
          <RangeChoice />
          <SegmentFilter />
        </>
      }
    >
      {ids.length === 0 ? (
        <Empty title="The catalog has no add-ons yet">
          Describe them in attachkit.catalog.json; the collector takes it in by itself.
        </Empty>
      ) : (
        <div class="cards three">
          <AddonSummary addon="any" wide />
          {ids.map((id) => (
            <AddonSummary key={id} addon={id} />
          ))}
        </div>
      )}
    </Report>
  );
}

function AddonSummary({ addon, wide }: { addon: string; wide?: boolean }) {
  const { from, to } = useRange();
  const segment = useSegments();
  const paid = useAnswer<Answer<AttachRateRow>>(address('v1/metrics/attach-rate', { addon, from, to, segment }));
  const used = useAnswer<Answer<AttachRateRow>>(
    address('v1/metrics/attach-rate', { addon, from, to, segment, numerator: 'owned_used', denominator: 'owners' }),
  );
  const title = wide ? 'At least one add-on' : format.addonName(addon);
  return (
    <Card
      title={title}
      wide={wide}
      tools={
        <a href={linkTo('attach-rate', { addon })} data-page aria-label={`Over time: ${title}`}>
          Over time
        </a>
      }
    >
      <Answered asked={paid}>
        {({ rows }) => <Summary addon={addon} rows={rows} usedRows={used.answer?.rows ?? null} wide={wide} />}
      </Answered>
    </Card>
  );
}

function Summary({
  addon,
  rows,
  usedRows,
  wide,
}: {
  addon: string;
  rows: AttachRateRow[];
  usedRows: AttachRateRow[] | null;
  wide?: boolean;
}) {
  const last = rows.at(-1);
  const first = rows.find((row) => row.denominator > 0);
  if (!last || last.denominator === 0) return <p class="soft">No customers in this range yet.</p>;
  const change = last.rate !== null && first?.rate != null && first !== last ? last.rate - first.rate : null;
  const target = setup().targets[addon];
  return (
    <div class="summary">
      <Stats>
        <Stat
          label="Bought it"
          value={format.percent(last.rate)}
          note={last.low === null ? null : `${format.percent(last.low, 0)} to ${format.percent(last.high, 0)}`}
        />
        <Stat
          label={first ? `Since ${format.month(first.date.slice(0, 7))}` : 'Change'}
          value={format.points(change)}
          note={`${format.count(last.numerator)} of ${format.count(last.denominator)}`}
        />
        <Stat
          label="Owners who use it"
          value={format.percent(usedRows?.at(-1)?.rate, 0)}
          note={`of ${format.count(usedRows?.at(-1)?.denominator)}`}
        />
      </Stats>
      {target && (
        <p class="soft">
          Target {format.percent(target.rate, 0)} by {format.month(target.by.slice(0, 7))}
        </p>
      )}
      <Sparkline values={rows.map((row) => row.rate)} width={wide ? 1100 : 340} />
    </div>
  );
}
