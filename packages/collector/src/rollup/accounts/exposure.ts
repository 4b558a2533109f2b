/** The first day on which an account was shown, or offered, an add-on. */
import { EVENTS } from '@attachkit/sdk/protocol';
import { IDENTITY, STORY } from '../raw-tables.ts';
import type { AccountTable } from '../table.ts';

export const EXPOSURE: AccountTable = {
  name: 'exposure',
  columns: [
    ['account', 'VARCHAR'],
    ['addon', 'VARCHAR'],
    ['day', 'DATE'],
  ],
  select: () => `
    SELECT i.account AS account, s.addon AS addon, min(s.day) AS day
    FROM ${STORY.name} s JOIN ${IDENTITY.name} i ON i.identity = s.identity
    WHERE s.name IN ('${EVENTS.promptShown}', '${EVENTS.offerPresented}') AND i.account IN (SELECT account FROM touched)
    GROUP BY i.account, s.addon`,
};
