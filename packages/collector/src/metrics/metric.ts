/** What a metric is: its definition in words, its parameters, its answer. One file a metric implements it. */
import type { Catalog } from '@attachkit/sdk/catalog';
import type { Sql } from '../rollup/sql.ts';
import type { Cell, Row } from '../store/store.ts';
import type { ParameterSchema } from './parameters.ts';

export interface Metric<P extends object = object> {
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

/** The question cannot be answered: 400, with the parameter at fault and what it may be. */
export class QuestionRefused extends Error {
  override name = 'QuestionRefused';
  readonly code: RefusalCode;
  readonly parameter: string | undefined;

  constructor(code: RefusalCode, message: string, parameter?: string) {
    super(message);
    this.code = code;
    this.parameter = parameter;
  }
}

/** A closed list. */
export type RefusalCode =
  | 'parameter_unknown'
  | 'parameter_missing'
  | 'parameter_invalid'
  | 'parameter_repeated'
  | 'addon_unknown'
  | 'combination_impossible';
