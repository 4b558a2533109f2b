/** What a metric is: its definition in words, its parameters, its answer. One file a metric implements it. */
import type { Catalog } from '@attachkit/sdk/catalog';
import type { Sql } from '../rollup/sql.ts';
import type { Cell, Row } from '../store/store.ts';
import type { Expression } from './state/expression.ts';

/** `Key`: what names one of its rows, where its numbers open their accounts. */
export interface Metric<P extends object = object, Key extends object = object> {
  /** As in `GET /v1/metrics/NAME`. */
  name: string;
  title: string;
  /** The definition, in full sentences; stands beside every number. */
  text: string;
  /** A worked example in one or two sentences. */
  example: string;
  /** By name; JSON Schema each. */
  parameters(context: MetricContext): Record<string, ParameterSchema>;
  required?: readonly string[];
  /** Refuses combinations that mean nothing, by throwing a {@link QuestionRefused}. */
  check?(parameters: P, context: MetricContext): void;
  answer(parameters: P, context: MetricContext): Promise<MetricAnswer>;
  /** Columns of the rows as CSV, in order, nested ones dotted: an empty answer has them too. */
  columns(parameters: P): readonly string[];
  /** The accounts behind its numbers; absent where no number counts accounts. */
  lists?: Lists<P & Key>;
}

/** The lists behind a metric's numbers: `GET /v1/accounts?metric=NAME&column=COLUMN`, its parameters and a row's key. */
export interface Lists<Asked extends object> {
  /** By name, as the column is called in CSV, or as its stage or table is called. */
  columns: Readonly<Record<string, ListedColumn>>;
  /** What names a row, beside the metric's own parameters and in place of those of the same name; JSON Schema each. */
  key?(context: MetricContext): Record<string, ParameterSchema>;
  /**
   * The metric's own relations, and the accounts of the row and column in them.
   * Throws a {@link QuestionRefused} for a row that the metric does not have.
   */
  find(asked: Asked, column: string, context: MetricContext): AccountList;
}

export interface ListedColumn {
  /** Which accounts they are, in a sentence. */
  text: string;
  /** Names of {@link Lists.key} that it needs, and no others; default: all may be given, none is needed. */
  key?: readonly string[];
}

export interface AccountList {
  /** At whose close plan, seats and MRR are told beside each account. */
  day: string;
  expressions: readonly Expression[];
  /** SELECT of `account`, each once, and of the columns in `beside`; with `isOfUsers` each `user` of an account once. */
  accounts: Sql;
  isOfUsers?: boolean;
  /** Further columns, told behind the others: a score, days. */
  beside?: readonly string[];
}

export interface MetricContext {
  catalog: Catalog;
  /** `YYYY-MM-DD` in the catalog's time zone. */
  today: string;
  query<R extends Row = Row>(query: Sql): Promise<R[]>;
}

/** A row as it is answered; nested objects and arrays of objects are allowed. */
export type AnswerRow = Record<string, AnswerValue>;
export type AnswerValue = Cell | undefined | AnswerValue[] | { [name: string]: AnswerValue };

export interface MetricAnswer {
  /** The last day it speaks of. */
  asOf: string;
  rows: AnswerRow[];
  /** Further fields of the answer, beside the rows. */
  [field: string]: AnswerValue | AnswerRow[];
}

/** JSON Schema of one parameter. */
export interface ParameterSchema {
  type: 'string' | 'integer' | 'number' | 'array';
  description: string;
  enum?: readonly string[];
  format?: 'day' | 'month' | 'segment';
  items?: { type: 'string' | 'integer'; format?: 'segment'; minimum?: number; maximum?: number; minLength?: number };
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  default?: string | number | readonly (string | number)[];
  /** Bound of an error's and the catalogue's listing: the default in words, where it moves with the day. */
  defaultText?: string;
  /** What {@link defaultText} comes to, beside what else was asked for. */
  resolve?: (context: MetricContext, given: Readonly<Record<string, unknown>>) => string | number | undefined;
}
