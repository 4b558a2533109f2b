import { EVENTS } from '@attachkit/sdk/protocol';
import { dateLiteral, raw, sql } from '../rollup/sql.ts';
import { EVENT_ORDER_DESCENDING } from '../rollup/table.ts';
import { readRange } from './days.ts';
import type { AccountList, Metric, MetricContext } from './metric.ts';
import { addonSet, from, singleAddon, to } from './parameters.ts';
import { findAddonSet } from './state/addon-set.ts';
import { type Expression, withExpressions } from './state/expression.ts';
import { populationExpression } from './state/population.ts';
import { isMember } from './state/state.ts';

interface Parameters {
  addon: string;
  from?: string;
  to?: string;
}

const KINDS = ['csat', 'nps'] as const;

/** Its add-on is one of the parameters. */
interface Key {
  kind: (typeof KINDS)[number];
}

export const feedback: Metric<Parameters, Key> = {
  name: 'feedback',
  title: 'Feedback',
  text: `Of the Feedback Given in from…to, each account's last for each add-on and kind: how many, their mean, and for kind nps the
share of 9–10 minus the share of 0–6, × 100.`,
  example: 'Ten accounts: five gave 9 or 10, two gave 6 or less: nps 100 × (0.5 − 0.2) = 30.',
  parameters: (context) => ({ addon: addonSet(context, 'any'), from, to }),
  check: (parameters, { today }) => void readRange(parameters, today),
  answer,
  columns: () => ['addon', 'kind', 'responses', 'mean', 'nps'],
  lists: {
    columns: {
      responses: { text: 'The accounts that answered, each with the score it gave last.', key: ['addon', 'kind'] },
    },
    key: (context) => ({
      addon: { ...singleAddon(context), description: 'The add-on of the row.' },
      kind: { type: 'string', enum: KINDS, description: 'The kind of the row.' },
    }),
    find: ({ kind, ...asked }, _, context): AccountList => ({
      day: readRange(asked, context.today).to,
      expressions: expressionsOf(asked, context),
      accounts: sql`SELECT account, score FROM given WHERE place = 1 AND kind = ${kind}`,
      beside: ['score'],
    }),
  },
};

interface Counted {
  addon: string;
  kind: string;
  responses: number;
  scores: number;
  promoters: number;
  detractors: number;
  [column: string]: string | number;
}

/** `given (account, addon, kind, score, place)`: every answer in the range; place 1 is the last. */
function expressionsOf({ addon, ...asked }: Parameters, context: MetricContext): Expression[] {
  const range = readRange(asked, context.today);
  const { members } = findAddonSet(context.catalog, addon);
  return [
    populationExpression({ segmentDay: range.to }),
    [
      'given',
      sql`SELECT i.account AS account, s.addon AS addon, s.kind AS kind, s.score AS score,
          row_number() OVER (PARTITION BY i.account, s.addon, s.kind ORDER BY ${raw(EVENT_ORDER_DESCENDING)}) AS place
        FROM story s JOIN identity i ON i.identity = s.identity JOIN population p ON p.account = i.account
        WHERE s.name = ${raw(`'${EVENTS.feedbackGiven}'`)} AND ${isMember('s.addon', members)}
          AND s.day >= ${dateLiteral(range.from)} AND s.day <= ${dateLiteral(range.to)}`,
    ],
  ];
}

async function answer(parameters: Parameters, context: MetricContext) {
  const found = await context.query<Counted>(
    withExpressions(
      expressionsOf(parameters, context),
      sql`SELECT addon, kind, count(*) AS responses, CAST(sum(score) AS BIGINT) AS scores,
          CAST(sum(CASE WHEN score >= 9 THEN 1 ELSE 0 END) AS BIGINT) AS promoters,
          CAST(sum(CASE WHEN score <= 6 THEN 1 ELSE 0 END) AS BIGINT) AS detractors
        FROM given WHERE place = 1 GROUP BY addon, kind ORDER BY addon, kind`,
    ),
  );
  const rows = found.map(({ addon: id, kind, responses, scores, promoters, detractors }) => ({
    ...{ addon: id, kind, responses, mean: scores / responses },
    nps: kind === 'nps' ? (100 * (promoters - detractors)) / responses : null,
  }));
  return { asOf: readRange(parameters, context.today).to, rows };
}
