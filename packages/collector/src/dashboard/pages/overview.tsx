import { setup } from '../api/session.ts';
import { RangeChoice } from '../controls/range.tsx';
import { SegmentFilter } from '../controls/segment-filter.tsx';
import { AddonSummary } from '../parts/addon-summary.tsx';
import { Empty, Report } from '../parts/report.tsx';

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
