/** What is stored of one account, as rows. */
import { EVENTS } from '@attachkit/sdk/protocol';
import { PROMPT_EVENTS } from '../rollup/raw-tables.ts';
import { dateLiteral, integerLiteral, raw, type Sql, sql } from '../rollup/sql.ts';
import { EVENT_ORDER, nameList } from '../rollup/table.ts';
import { EVENT_TABLE } from '../store/schema.ts';
import type { PromptMoment } from './account-shows.ts';
import { addDays } from './days.ts';
import type { MetricContext } from './metric.ts';

export interface Known {
  account: { acquired: string } | undefined;
  /** Set where it is a customer today. */
  customer: { plan: string | null } | undefined;
  traits: { name: string; value: string | null }[];
  held: string[];
  trials: { addon: string; ends_at: number }[];
  usage: { feature: string; day: string; uses: number }[];
  lifetime: { feature: string; uses: number }[];
  /** In order. */
  prompts: PromptMoment[];
  arms: { addon: string; arm: 'treated' | 'control' }[];
  /** Add-ons refused for good as such. */
  addonOptOuts: string[];
}

/** @param usageDays how many days of use, back from today, are wanted day by day */
export async function readKnown(account: string, usageDays: number, context: MetricContext): Promise<Known> {
  const { query, today } = context;
  const now = dateLiteral(today);
  const running = sql`account = ${account} AND day <= ${now} AND ${now} < until_day`;
  const own = sql`identity IN (SELECT identity FROM identity WHERE account = ${account})`;
  const [found, customer, traits, held, trials, counted, prompts] = await Promise.all([
    query<{ acquired: string }>(sql`SELECT acquired FROM account WHERE account = ${account}`),
    query<{ plan: string | null }>(sql`SELECT plan FROM customer WHERE ${running}`),
    query<{ name: string; value: string | null }>(
      sql`SELECT name, value FROM trait_span WHERE ${running} ORDER BY name`,
    ),
    query<{ addon: string }>(sql`SELECT DISTINCT addon FROM holding WHERE ${running}`),
    query<{ addon: string; ends_at: number }>(
      sql`SELECT addon, ends_at FROM trial WHERE account = ${account} AND day <= ${now} AND ended_day > ${now}`,
    ),
    countUses(own, usageDays, context),
    readPrompts(own, query),
  ]);
  return {
    ...{ account: found[0], customer: customer[0], traits, held: held.map(({ addon }) => addon), trials },
    ...counted,
    ...{ prompts, arms: firstArms(prompts), addonOptOuts: await readAddonOptOuts(prompts, account, query) },
  };
}

/** Uses of every feature: by day within the last days, and in all. */
async function countUses(
  own: Sql,
  usageDays: number,
  { query, today }: MetricContext,
): Promise<Pick<Known, 'usage' | 'lifetime'>> {
  const since = dateLiteral(addDays(today, -usageDays));
  const counted = await query<{ feature: string; used_day: string | null; uses: number }>(
    sql`SELECT feature, used_day, CAST(sum(quantity) AS BIGINT) AS uses FROM (
        SELECT feature, CASE WHEN day > ${since} AND day <= ${dateLiteral(today)} THEN day END AS used_day, quantity
        FROM daily WHERE ${own} AND name = ${EVENTS.featureUsed}
      ) used GROUP BY feature, used_day ORDER BY feature, used_day`,
  );
  const lifetime = new Map<string, number>();
  for (const { feature, uses } of counted) lifetime.set(feature, (lifetime.get(feature) ?? 0) + uses);
  return {
    usage: counted.flatMap(({ feature, used_day, uses }) =>
      used_day === null ? [] : [{ feature, day: used_day, uses }],
    ),
    lifetime: [...lifetime].map(([feature, uses]) => ({ feature, uses })),
  };
}

/** In order. */
function readPrompts(own: Sql, query: MetricContext['query']): Promise<PromptMoment[]> {
  return query<PromptMoment>(
    sql`SELECT name, prompt, addon, arm, happened_at FROM story
      WHERE ${own} AND name IN (${raw(nameList(PROMPT_EVENTS))}) ORDER BY ${raw(EVENT_ORDER)}`,
  );
}

function firstArms(prompts: readonly PromptMoment[]): Known['arms'] {
  const arms = new Map<string, Known['arms'][number]>();
  for (const { name, addon, arm } of prompts) {
    if (name === EVENTS.promptTriggered && arm && !arms.has(addon)) arms.set(addon, { addon, arm });
  }
  return [...arms.values()];
}

/** A refusal of the add-on as such, not only of one prompt, says so in its `scope`, which only the event itself has. */
async function readAddonOptOuts(
  prompts: readonly PromptMoment[],
  account: string,
  query: MetricContext['query'],
): Promise<string[]> {
  const refused = prompts.filter(({ name }) => name === EVENTS.promptOptedOut);
  if (refused.length === 0) return [];
  // They come in order; between the first and the last, few events have to be read.
  const [first, last] = [refused[0]!.happened_at, refused.at(-1)!.happened_at];
  const rows = await query<{ addon: string; properties: string | null }>(
    sql`SELECT e.addon AS addon, e.properties AS properties
      FROM ${raw(EVENT_TABLE)} e JOIN identity i ON i.account = ${account} AND i.group_id = coalesce(e.group_id, '')
        AND i.user_id = coalesce(e.user_id, '') AND i.anonymous_id = coalesce(e.anonymous_id, '')
      WHERE e.name = ${EVENTS.promptOptedOut} AND e.properties IS NOT NULL
        AND e.at >= ${integerLiteral(first)} AND e.at <= ${integerLiteral(last)}`,
  );
  return rows.filter(({ properties }) => JSON.parse(properties!).scope === 'addon').map(({ addon }) => addon);
}
