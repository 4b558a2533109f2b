import { useEffect } from 'preact/hooks';
import type { Health, RecentEvent, Refusal } from '../api/answers.ts';
import { useAnswer } from '../api/use-answer.ts';
import * as format from '../format.ts';
import { Answered } from '../parts/answered.tsx';
import { Card, Report } from '../parts/report.tsx';
import { Stat, Stats } from '../parts/stat.tsx';
import { type Column, Table } from '../parts/table.tsx';

const REFRESH_MS = 5000;

export function Installation() {
  const asked = useAnswer<Health>('v1/health');
  const { again } = asked;
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && again(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [again]);
  return (
    <Report
      title="Installation"
      lead="Whether events arrive as they should, and what to mend where they do not. Looks again every five seconds."
    >
      <Answered asked={asked}>
        {(health) => (
          <>
            <State health={health} />
            {health.lastEventAt === null && <FirstSteps />}
            <div class="cards">
              {health.refusals.length > 0 && <Refusals refusals={health.refusals} />}
              <LastEvents events={health.lastEvents} />
              <Names title="Accepted since the start" names={health.accepted} />
              <Names
                title="Names that mean nothing here"
                names={health.unmappedEvents}
                empty="Every event that arrived is known."
              />
              <Definitions definitions={health.definitions} />
            </div>
          </>
        )}
      </Answered>
    </Report>
  );
}

const STATES = { good: 'All is well', attention: 'Worth a look', failing: 'Something is wrong' };

function State({ health }: { health: Health }) {
  const { store, status, faults } = health;
  return (
    <Card title={STATES[status]}>
      <Stats>
        <Stat label="Last event" value={health.lastEventAt ? ago(health.lastEventAt) : 'None yet'} />
        <Stat label="Sent twice, counted once" value={format.count(health.duplicates)} />
        <Stat label="More than an hour late" value={format.count(health.late)} />
        <Stat
          label="Database"
          value={format.bytes(store.bytes)}
          note={store.diskFreeBytes === null ? null : `${format.bytes(store.diskFreeBytes)} free`}
        />
      </Stats>
      {faults.map(({ code, severity, what, mend }) => (
        <p class="note" key={code} data-severity={severity}>
          <strong>{what}</strong> {mend}
        </p>
      ))}
      {health.retention && <p class="soft">{health.retention.effect}</p>}
    </Card>
  );
}

function FirstSteps() {
  const script = `<script src="${location.origin}/attachkit.js"></script>
<script>
  attachkit.init({ writeKey: 'wk_…' });
  attachkit.identify('user-1');
  attachkit.group('account-1', { plan: 'starter' });
  attachkit.used('FEATURE');
</script>`;
  return (
    <Card title="Send the first event">
      <p>
        Put this into your page, with your write key and a feature of your catalog. The event shows here within seconds.
      </p>
      <pre>
        <code>{script}</code>
      </pre>
    </Card>
  );
}

function Refusals({ refusals }: { refusals: Refusal[] }) {
  return (
    <Card title="Refused" wide>
      <ul class="rows">
        {refusals.map(({ code, count, mend, last }) => (
          <li key={code}>
            <span class="grow">
              <strong>
                {format.count(count)} × <code>{code}</code>
              </strong>{' '}
              {mend}
              {last && (
                <details>
                  <summary>The last one, {ago(last.at)}</summary>
                  <p class="soft">{last.reason}</p>
                  <pre>
                    <code>{last.message}</code>
                  </pre>
                </details>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const EVENT_COLUMNS: Column<RecentEvent>[] = [
  { title: 'Event', cell: (event) => event.name ?? event.type },
  { title: 'User', cell: (event) => event.user ?? '–' },
  { title: 'Account', cell: (event) => event.account ?? '–' },
  { title: 'Key', cell: (event) => event.keySpace },
  { title: 'Happened', number: true, cell: (event) => format.moment(event.timestamp) },
  { title: 'Arrived', number: true, cell: (event) => ago(event.arrivedAt) },
];

function LastEvents({ events }: { events: RecentEvent[] }) {
  return (
    <Card title="The last events" wide>
      {events.length === 0 ? (
        <p class="soft">Nothing has arrived yet.</p>
      ) : (
        <Table caption="The last events" columns={EVENT_COLUMNS} rows={events} rowKey={(_, index) => String(index)} />
      )}
    </Card>
  );
}

function Names({ title, names, empty = 'Nothing yet.' }: { title: string; names: Health['accepted']; empty?: string }) {
  return (
    <Card title={title}>
      {names.length === 0 ? (
        <p class="soft">{empty}</p>
      ) : (
        <Table
          caption={title}
          rows={names}
          rowKey={(row) => row.name}
          columns={[
            { title: 'Name', cell: (row) => row.name },
            { title: 'Events', number: true, cell: (row) => format.count(row.count) },
          ]}
        />
      )}
    </Card>
  );
}

function Definitions({ definitions }: { definitions: Health['definitions'] }) {
  return (
    <Card title="Changes of the catalog" wide>
      <ul class="rows">
        {definitions.map(({ since, version, changes }) => (
          <li key={since}>
            <span>{format.moment(since)}</span>
            <span class="grow">
              Version {version}
              {changes.length > 0 && <span class="soft">: {changes.join(', ')}</span>}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function ago(time: string): string {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(time)) / 1000));
  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  if (seconds < 60) return relative.format(-seconds, 'second');
  if (seconds < 3600) return relative.format(-Math.round(seconds / 60), 'minute');
  if (seconds < 86_400) return relative.format(-Math.round(seconds / 3600), 'hour');
  return relative.format(-Math.round(seconds / 86_400), 'day');
}
