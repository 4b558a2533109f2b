/** A mistake in the catalog, and how to mend it. */
export interface CatalogProblem {
  /** An error keeps the catalog from being used; a warning does not. */
  severity: 'error' | 'warning';
  /** Where, as keys from the top: `['limits', 'ai_credits', 'addon']`. */
  path: (string | number)[];
  /** What is wrong and what would be right, in one sentence each. */
  message: string;
}

export interface LocatedProblem extends CatalogProblem {
  file: string;
  /** From 1. */
  line: number;
  column: number;
}

export function formatProblem(problem: LocatedProblem): string {
  const at = problem.path.length > 0 ? `${problem.path.join('.')}: ` : '';
  return `${problem.file}:${problem.line}:${problem.column} ${problem.severity}: ${at}${problem.message}`;
}

/** The catalog cannot be used. `problems` holds every mistake found, not only the first. */
export class CatalogInvalid extends Error {
  override name = 'CatalogInvalid';
  readonly problems: readonly LocatedProblem[];

  constructor(problems: readonly LocatedProblem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}
