import type { AlertRow, Answer } from '../api/answers.ts';
import { address } from '../api/client.ts';
import { useAnswer } from '../api/use-answer.ts';
import { AddonChoice, useAddon } from '../controls/addon-choice.tsx';
import { Choice } from '../controls/choice.tsx';
import * as format from '../format.ts';
import { Answered } from '../parts/answered.tsx';
import { Card, DefinitionOf, Download, Empty, Report } from '../parts/report.tsx';
import { linkTo, useRoute } from '../route.ts';

const KINDS: { kind: AlertRow['kind']; title: string; page: string }[] = [
  { kind: 'rate_change', title: 'Attach rates that moved', page: 'attach-rate' },
  { kind: 'fading', title: 'Owners whose use is fading', page: 'journey' },
  { kind: 'ready', title: 'Accounts that have become ready', page: 'opportunities' },
];

const SHOWN_MAX = 50;

export function Alerts() {
  const addon = useAddon(true, 'any');
  const url = address('v1/alerts', { addon, days: useRoute().query.get('days') });
  const asked = useAnswer<Answer<AlertRow>>(url);
  return (
    <Report
      title="Alerts"
      lead="What changed of late and deserves a look, each with its reason."
      controls={
        <>
          <AddonChoice withSets fallback="any" />
          <Choice
            label="News of the last"
            name="days"
            fallback="7"
            options={['1', '7', '14', '28', '90'].map((value) => ({
              value,
              label: value === '1' ? 'day' : `${value} days`,
            }))}
          />
        </>
      }
    >
      <Answered asked={asked}>
        {(answer) => (
          <>
            {answer.rows.length === 0 && (
              <Empty title="Nothing new">
                No rate moved beyond chance, nobody’s use is fading, nobody became ready.
              </Empty>
            )}
            {KINDS.map(({ kind, title, page }) => {
              const rows = answer.rows.filter((row) => row.kind === kind);
              return rows.length > 0 && <Group key={kind} title={title} page={page} rows={rows} />;
            })}
            <Card tools={<Download href={url} />} title="How they are found">
              <DefinitionOf answer={answer} />
            </Card>
          </>
        )}
      </Answered>
    </Report>
  );
}

function Group({ title, page, rows }: { title: string; page: string; rows: AlertRow[] }) {
  return (
    <Card title={`${title} (${format.count(rows.length)})`}>
      <ul class="rows">
        {rows.slice(0, SHOWN_MAX).map((row) => (
          <li key={row.id}>
            <a href={linkTo(page, { addon: row.addon })} data-page>
              {row.account ? (row.name ?? row.account) : format.addonName(row.addon)}
            </a>
            <span class="grow">{row.reason}</span>
            {row.since && <span class="soft">{format.date(row.since)}</span>}
          </li>
        ))}
      </ul>
      {rows.length > SHOWN_MAX && <p class="soft">The first {SHOWN_MAX}; the file below has all.</p>}
    </Card>
  );
}
