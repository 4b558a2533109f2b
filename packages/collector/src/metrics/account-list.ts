/** The accounts behind any number that counts accounts: `GET /v1/accounts?metric=NAME&column=COLUMN&…`. */
import { dateLiteral, join, raw, type Sql, sql } from '../rollup/sql.ts';
import { METRICS } from './index.ts';
import type { AccountList, AnswerRow, Lists, Metric, MetricContext, ParameterSchema } from './metric.ts';
import { QuestionRefused } from './question-refused.ts';
import { withExpressions } from './state/expression.ts';
import { traitOn } from './state/population.ts';
import type { Segment } from './state/segment.ts';

const ROWS_MAX = 100_000;

interface Asked {
  limit: number;
  offset: number;
  segment?: Segment[];
  breakdown?: string;
}

/** What `GET /v1/metrics` tells of a metric's lists. */
export function describeLists({ lists }: Metric, context: MetricContext): object | undefined {
  if (!lists) return undefined;
  return Object.fromEntries(
    Object.keys(lists.columns).map((column) => [
      column,
      { text: lists.columns[column]!.text, key: keyOf(lists, column, context) },
    ]),
  );
}

/** The list that was asked for, as a metric of its own. Throws {@link QuestionRefused} for a metric or column without one. */
export function accountList(search: URLSearchParams, context: MetricContext): Metric<Asked> {
  const metric = findMetric(search.getAll('metric'));
  const lists = metric.lists!;
  const column = findColumn(metric.name, lists, search.getAll('column'));
  const { parameters, required = [] } = metric;
  const key = keyOf(lists, column, context);
  const needed = lists.columns[column]!.key ?? [];
  return {
    name: `accounts-of-${metric.name}-${column}`,
    title: `${metric.title}: the accounts behind ${column}`,
    text: `${lists.columns[column]!.text} count is the number of all of them, whatever the limit. ${metric.text}`,
    example: metric.example,
    required: [...new Set(['metric', 'column', ...required, ...needed])],
    parameters: () => ({
      metric: { type: 'string', enum: listed(), description: 'Whose number it is.' },
      column: { type: 'string', enum: Object.keys(lists.columns), description: 'Which of its numbers.' },
      ...parameters.call(metric, context),
      ...key,
      limit: { type: 'integer', minimum: 1, maximum: ROWS_MAX, default: ROWS_MAX, description: 'Rows at most.' },
      offset: { type: 'integer', minimum: 0, maximum: 1_000_000_000, default: 0, description: 'Rows to pass over.' },
    }),
    check: (asked) => {
      metric.check?.(asked, context);
      checkBreakdown(asked, parameters.call(metric, context).breakdown);
      // A row that is not there is refused before anything is computed.
      lists.find(asked, column, context);
    },
    answer: (asked) => answer(lists.find(asked, column, context), asked, context),
    columns: (asked) => columnsOf(lists.find(asked, column, context)),
  };
}

function columnsOf({ isOfUsers, beside = [] }: AccountList): string[] {
  return [...(isOfUsers ? ['user'] : []), 'account', 'name', 'acquired', 'plan', 'seats', 'mrr', ...beside];
}

/** Names of the metrics that have lists. */
function listed(): string[] {
  return [...METRICS.values()].filter(({ lists }) => lists).map(({ name }) => name);
}

function findMetric(given: readonly string[]): Metric {
  const [name] = given;
  if (given.length > 1) throw new QuestionRefused('parameter_repeated', 'metric can be given only once.', 'metric');
  const metric = METRICS.get(name!) as unknown as Metric | undefined;
  if (metric?.lists) return metric;
  const message = `metric cannot be "${name!.slice(0, 100)}": one of ${listed().join(', ')}.`;
  throw new QuestionRefused('parameter_invalid', message, 'metric');
}

function findColumn(metric: string, lists: Lists<never>, given: readonly string[]): string {
  const columns = Object.keys(lists.columns).join(', ');
  const [column] = given;
  if (column === undefined) {
    throw new QuestionRefused('parameter_missing', `column is needed: one of ${columns}.`, 'column');
  }
  if (given.length > 1) throw new QuestionRefused('parameter_repeated', 'column can be given only once.', 'column');
  if (Object.hasOwn(lists.columns, column)) return column;
  const message = `column cannot be "${column.slice(0, 100)}": of ${metric}, one of ${columns}.`;
  throw new QuestionRefused('parameter_invalid', message, 'column');
}

function keyOf(lists: Lists<never>, column: string, context: MetricContext): Record<string, ParameterSchema> {
  const all = lists.key?.(context) ?? {};
  const names = lists.columns[column]!.key ?? Object.keys(all);
  return Object.fromEntries(names.map((name) => [name, all[name]!]));
}

/** By a trait there are many rows: which one, its segment says. Of other breakdowns the metric's own key does. */
function checkBreakdown({ breakdown, segment = [] }: Asked, schema: ParameterSchema | undefined): void {
  if (breakdown === undefined || schema?.enum) return;
  if (segment.some(({ trait }) => trait === breakdown)) return;
  const message = `breakdown=${breakdown} has a row for each value: say which one by segment=${breakdown}:VALUE (${breakdown}:null without one).`;
  throw new QuestionRefused('parameter_missing', message, 'segment');
}

async function answer(list: AccountList, { limit, offset }: Asked, context: MetricContext) {
  const columns = columnsOf(list);
  const found = await context.query(select(list));
  const rows = found
    .slice(offset, offset + limit)
    .map(
      (row): AnswerRow =>
        Object.fromEntries(
          columns.map((column) => [column, column === 'mrr' ? Number(row.total_cents) / 100 : row[column]]),
        ),
    );
  return { asOf: list.day, rows, count: found.length };
}

/** Also of accounts that are no customers on that day: they have no plan and no seats then, and pay nothing. */
function select({ day, expressions, accounts, isOfUsers, beside = [] }: AccountList): Sql {
  const on = dateLiteral(day);
  const own = isOfUsers ? ['user', ...beside] : beside;
  const more = own.map((column) => raw(`, l."${column}" AS "${column}"`));
  return withExpressions(
    [
      ...expressions,
      ['listed', accounts],
      [
        'held_by_listed',
        sql`SELECT account, CAST(sum(mrr_cents) AS BIGINT) AS held_cents FROM holding
          WHERE day <= ${on} AND ${on} < until_day AND account IN (SELECT account FROM listed) GROUP BY account`,
      ],
    ],
    sql`SELECT l.account AS account, n.value AS name, a.acquired AS acquired, c.plan AS plan, c.seats AS seats,
        CASE WHEN c.account IS NULL THEN 0 ELSE c.mrr_cents + coalesce(h.held_cents, 0) END AS total_cents${join(more, '')}
      FROM listed l JOIN account a ON a.account = l.account
      LEFT JOIN customer c ON c.account = l.account AND c.day <= ${on} AND ${on} < c.until_day
      LEFT JOIN held_by_listed h ON h.account = l.account LEFT JOIN (${traitOn('name', day)}) n ON n.account = l.account
      ORDER BY l.account${raw(isOfUsers ? ', l."user"' : '')}`,
  );
}
