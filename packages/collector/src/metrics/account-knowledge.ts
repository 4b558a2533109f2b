/** What is stored of one account, as rows. */
import { EVENTS } from '@attachkit/sdk/protocol';
import { PROMPT_EVENTS } from '../rollup/raw-tables.ts';
import { dateLiteral, raw, type Sql, sql } from '../rollup/sql.ts';
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

const USAGE_DAYS_MAX = 3660;

export async function readKnown(account: string, { query, today }: MetricContext): Promise<Known> {
  const now = dateLiteral(today);
  const own = sql`identity IN (SELECT identity FROM identity WHERE account = ${account})`;
  const running = sql`account = ${account} AND day <= ${now} AND ${now} < until_day`;
  const used = sql`FROM daily WHERE ${own} AND name = ${raw(`'${EVENTS.featureUsed}'`)}`;
  const [found, customer, traits, held, trials, usage, lifetime, prompts, arms, addonOptOuts] = await Promise.all([
    query<{ acquired: string }>(sql`SELECT acquired FROM account WHERE account = ${account}`),
    query<{ plan: string | null }>(sql`SELECT plan FROM customer WHERE ${running}`),
    query<{ name: string; value: string | null }>(
      sql`SELECT name, value FROM trait_span WHERE ${running} ORDER BY name`,
    ),
    query<{ addon: string }>(sql`SELECT DISTINCT addon FROM holding WHERE ${running}`),
    query<{ addon: string; ends_at: number }>(
      sql`SELECT addon, ends_at FROM trial WHERE account = ${account} AND day <= ${now} AND ended_day > ${now}`,
    ),
    query<{ feature: string; day: string; uses: number }>(
      sql`SELECT feature, day, CAST(sum(quantity) AS BIGINT) AS uses ${used}
        AND day <= ${now} AND day > ${dateLiteral(addDays(today, -USAGE_DAYS_MAX))} GROUP BY feature, day ORDER BY feature, day`,
    ),
    query<{ feature: string; uses: number }>(
      sql`SELECT feature, CAST(sum(quantity) AS BIGINT) AS uses ${used} GROUP BY feature ORDER BY feature`,
    ),
    query<PromptMoment>(
      sql`SELECT name, prompt, addon, happened_at FROM story
        WHERE ${own} AND name IN (${raw(nameList(PROMPT_EVENTS))}) ORDER BY ${raw(EVENT_ORDER)}`,
    ),
    query<{ addon: string; arm: 'treated' | 'control' }>(firstArms(own)),
    readAddonOptOuts(account, query),
  ]);
  return {
    ...{
      account: found[0],
      customer: customer[0],
      traits,
      held: held.map(({ addon }) => addon),
      trials,
      usage,
      lifetime,
    },
    ...{ prompts, arms, addonOptOuts },
  };
}

function firstArms(own: Sql): Sql {
  return sql`SELECT addon, arm FROM (
      SELECT addon, arm, row_number() OVER (PARTITION BY addon ORDER BY ${raw(EVENT_ORDER)}) AS place
      FROM story WHERE ${own} AND name = ${raw(`'${EVENTS.promptTriggered}'`)}
    ) ranked WHERE place = 1`;
}

/** A refusal of the add-on as such, not only of one prompt, says so in its `scope`. */
async function readAddonOptOuts(account: string, query: MetricContext['query']): Promise<string[]> {
  const rows = await query<{ addon: string; properties: string | null }>(
    sql`SELECT e.addon AS addon, e.properties AS properties
      FROM ${raw(EVENT_TABLE)} e JOIN identity i ON i.account = ${account} AND i.group_id = coalesce(e.group_id, '')
        AND i.user_id = coalesce(e.user_id, '') AND i.anonymous_id = coalesce(e.anonymous_id, '')
      WHERE e.name = ${raw(`'${EVENTS.promptOptedOut}'`)} AND e.properties IS NOT NULL`,
  );
  return rows.filter(({ properties }) => JSON.parse(properties!).scope === 'addon').map(({ addon }) => addon);
}
