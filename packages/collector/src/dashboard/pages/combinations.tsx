import type { PairRow, PairsAnswer } from '../api/answers.ts';
import { address } from '../api/client.ts';
import { setup } from '../api/session.ts';
import { useAnswer } from '../api/use-answer.ts';
import { HeatMap } from '../charts/heat-map.tsx';
import { SegmentFilter, useSegments } from '../controls/segment-filter.tsx';
import * as format from '../format.ts';
import { AccountsBehind } from '../parts/accounts.tsx';
import { Answered } from '../parts/answered.tsx';
import { Card, DefinitionOf, Download, Report } from '../parts/report.tsx';
import { Table } from '../parts/table.tsx';

export function Combinations() {
  const segment = useSegments();
  const url = address('v1/metrics/pairs', { segment });
  const asked = useAnswer<PairsAnswer>(url);
  return (
    <Report
      title="Combinations"
      lead="Which add-ons are held together, and how much more such customers are worth."
      controls={<SegmentFilter />}
    >
      <Answered asked={asked}>
        {(answer) => (
          <>
            <div class="cards">
              <Card title="Of those who have one, how many also have another" wide tools={<Download href={url} />}>
                <PairTable answer={answer} segment={segment} />
                <DefinitionOf answer={answer} />
              </Card>
              <Breadth answer={answer} segment={segment} />
              <Combos answer={answer} segment={segment} />
              <Worth answer={answer} segment={segment} />
            </div>
          </>
        )}
      </Answered>
    </Report>
  );
}

interface PairsProps {
  answer: PairsAnswer;
  segment: string[];
}

/** Those who have both, opened from their number. */
function Both({ row, asOf, segment, text }: { row: PairRow; asOf: string; segment: string[]; text?: string }) {
  const isFromBase = row.from === setup().product.id;
  const query = { addon: row.to, state: 'paid', asOf, segment, also: isFromBase ? null : row.from };
  const title = `Have ${isFromBase ? '' : `${format.addonName(row.from)} and `}${format.addonName(row.to)}`;
  return <AccountsBehind value={row.both} title={title} query={query} text={text} />;
}

function PairTable({ answer: { rows, asOf }, segment }: PairsProps) {
  const { product, addons } = setup();
  const columns = Object.keys(addons);
  const byPair = new Map(rows.map((row) => [`${row.from} ${row.to}`, row]));
  const cellOf = (row: PairRow | undefined) => ({
    value: row?.rate ?? null,
    content: row && <Both row={row} asOf={asOf} segment={segment} text={format.percent(row.rate)} />,
  });
  return (
    <HeatMap
      caption="Share of the row’s owners that also have the column"
      corner="Has"
      columns={columns.map(format.addonName)}
      rows={[product.id, ...columns].map((from) => ({
        name: format.addonName(from),
        cells: columns.map((to) => cellOf(byPair.get(`${from} ${to}`))),
      }))}
      format={(value) => format.percent(value)}
    />
  );
}

function Breadth({ answer, segment }: PairsProps) {
  const query = { metric: 'pairs', column: 'breadth', asOf: answer.asOf, segment };
  const nameOf = (products: number) => `${products} ${products === 1 ? 'product' : 'products'}`;
  return (
    <Card title="How many products customers have">
      <Table
        caption="Breadth"
        rows={answer.breadth}
        rowKey={(row) => String(row.products)}
        columns={[
          { title: 'At least', cell: (row) => nameOf(row.products) },
          {
            title: 'Customers',
            number: true,
            cell: ({ products, accounts }) => (
              <AccountsBehind value={accounts} title={`At least ${nameOf(products)}`} query={{ ...query, products }} />
            ),
          },
          { title: 'Share', number: true, cell: (row) => format.percent(row.share) },
        ]}
      />
    </Card>
  );
}

const COMBOS_SHOWN = 8;

/** The base product is in every set and need not be said. */
function nameSet(products: string[]): string {
  const { product } = setup();
  return products
    .filter((id) => id !== product.id)
    .map(format.addonName)
    .join(' + ');
}

function Combos({ answer, segment }: PairsProps) {
  const query = { metric: 'pairs', column: 'combos', asOf: answer.asOf, segment };
  return (
    <Card title="Most common sets, besides the base product">
      {answer.combos.length === 0 ? (
        <p class="soft">Nobody has two products yet.</p>
      ) : (
        <Table
          caption="Exact sets of products"
          rows={answer.combos.slice(0, COMBOS_SHOWN)}
          rowKey={(row) => row.products.join(' ')}
          columns={[
            { title: 'Set', cell: (row) => <span class="wrap">{nameSet(row.products)}</span> },
            {
              title: 'Customers',
              number: true,
              cell: ({ products, accounts }) => (
                <AccountsBehind
                  value={accounts}
                  title={`Exactly ${nameSet(products)}`}
                  query={{ ...query, products: products.join(',') }}
                />
              ),
            },
            {
              title: 'ARPA',
              number: true,
              note: 'Mean total MRR of an account',
              cell: (row) => format.money(row.arpa),
            },
            {
              title: 'Complete after',
              number: true,
              note: 'Median from the first day to the last purchase',
              cell: (row) => format.days(row.medianDays),
            },
          ]}
        />
      )}
    </Card>
  );
}

/** From the base only: what taking an add-on goes along with. */
function Worth({ answer: { rows, asOf }, segment }: PairsProps) {
  const { product } = setup();
  return (
    <Card title="Revenue an account, with and without" wide>
      <Table
        caption="Mean revenue with and without each add-on"
        rows={rows.filter((row) => row.from === product.id)}
        rowKey={(row) => row.to}
        columns={[
          { title: 'Add-on', cell: (row) => format.addonName(row.to) },
          { title: 'Have it', number: true, cell: (row) => <Both row={row} asOf={asOf} segment={segment} /> },
          { title: 'With it', number: true, cell: (row) => format.money(row.arpaWith) },
          { title: 'Without', number: true, cell: (row) => format.money(row.arpaWithout) },
          { title: 'Difference', number: true, cell: (row) => format.signedPercent(row.arpaLift) },
          {
            title: 'Without its own price',
            number: true,
            note: 'The difference after taking the add-on’s own MRR out',
            cell: (row) => format.signedPercent(row.arpaLiftElsewhere),
          },
          { title: 'Bought after', number: true, cell: (row) => format.days(row.medianDays) },
        ]}
      />
    </Card>
  );
}
