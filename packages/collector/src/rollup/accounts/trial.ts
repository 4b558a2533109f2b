/** Every `Trial Started`, when it ends by itself, and the day on which a `Trial Ended` cut it short. */

import { CATALOG_DEFAULTS } from '@attachkit/sdk/catalog';
import { EVENTS } from '@attachkit/sdk/protocol';
import { ADDON_SETTING } from '../catalog-tables.ts';
import { IDENTITY, STORY } from '../raw-tables.ts';
import { type AccountTable, EVENT_ORDER, FAR_FUTURE } from '../table.ts';
import { DAY_MICROSECONDS } from '../zone.ts';

export const TRIAL: AccountTable = {
  name: 'trial',
  columns: [
    ['account', 'VARCHAR'],
    ['addon', 'VARCHAR'],
    ['happened_at', 'BIGINT'],
    ['day', 'DATE'],
    ['ends_at', 'BIGINT'],
    ['ended_day', 'DATE'],
  ],
  select: () => `
    SELECT t.account AS account, t.addon AS addon, t.happened_at AS happened_at, t.day AS day,
      coalesce(t.ends_at, t.happened_at + CAST(coalesce(a.trial_days, ${CATALOG_DEFAULTS.trialDays}) AS BIGINT) * ${DAY_MICROSECONDS}) AS ends_at,
      coalesce(t.ended_day, ${FAR_FUTURE}) AS ended_day
    FROM (
      SELECT i.account AS account, s.addon AS addon, s.happened_at AS happened_at, s.day AS day, s.name AS name, s.ends_at AS ends_at,
        min(CASE WHEN s.name = '${EVENTS.trialEnded}' THEN s.day END) OVER (
          PARTITION BY i.account, s.addon ORDER BY ${EVENT_ORDER}
          ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        ) AS ended_day
      FROM ${STORY.name} s JOIN ${IDENTITY.name} i ON i.identity = s.identity
      WHERE s.name IN ('${EVENTS.trialStarted}', '${EVENTS.trialEnded}') AND i.account IN (SELECT account FROM touched)
    ) t LEFT JOIN ${ADDON_SETTING.name} a ON a.addon = t.addon
    WHERE t.name = '${EVENTS.trialStarted}'`,
};
