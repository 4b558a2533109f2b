/** A question that cannot be answered, and why. */

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

/** A row that the metric does not have: 400 that says which it has. */
export function rowUnknown(
  parameter: string,
  value: string | number,
  rows: readonly (string | number)[],
): QuestionRefused {
  const named = rows.length <= ROWS_NAMED ? rows : [...rows.slice(0, ROWS_NAMED - 1), '…', rows.at(-1)!];
  const allowed = rows.length === 0 ? 'there is no row' : `one of ${named.join(', ')}`;
  return new QuestionRefused('parameter_invalid', `${parameter} cannot be "${value}": ${allowed}.`, parameter);
}

/** More would be no sentence. */
const ROWS_NAMED = 40;
