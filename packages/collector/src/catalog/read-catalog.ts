/** From a file's text to a catalog, or to every mistake in it with its line. */
import { readFileSync } from 'node:fs';
import type { Catalog } from '@attachkit/sdk/catalog';
import { lintPrompts } from '@attachkit/widget/lint';
import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { checkMeaning } from './check-meaning.ts';
import { checkSchema } from './check-schema.ts';
import { CatalogInvalid, type CatalogProblem, type LocatedProblem } from './problem.ts';

export interface CatalogReading {
  /** Absent when it cannot be used. A mistake in a prompt does not do that. */
  catalog?: Catalog;
  problems: LocatedProblem[];
}

/** @throws {CatalogInvalid} with every mistake, when one of them keeps the catalog from being used */
export function readCatalogFile(file: string): { catalog: Catalog; problems: LocatedProblem[] } {
  const reading = readCatalog(readText(file), file);
  if (!reading.catalog) throw new CatalogInvalid(reading.problems);
  return { catalog: reading.catalog, problems: reading.problems };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message;
    const message = `${reason}. Name the catalog with --catalog FILE.`;
    throw new CatalogInvalid([{ severity: 'error', path: [], message, file, line: 1, column: 1 }]);
  }
}

/**
 * @param text JSON; comments and trailing commas are forgiven
 * @param file stands in the problems
 */
export function readCatalog(text: string, file: string): CatalogReading {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const syntax = errors.map((error) => ({
    severity: 'error' as const,
    path: [],
    message: `is not JSON here (${printParseErrorCode(error.error)}).`,
    file,
    ...positionOf(text, error.offset),
  }));
  if (syntax.length > 0 || !tree) {
    const empty = { severity: 'error' as const, path: [], message: 'is empty.', file, line: 1, column: 1 };
    return { problems: syntax.length > 0 ? syntax : [empty] };
  }
  return check(getNodeValue(tree), (problem) => ({ ...problem, file, ...locate(text, tree, problem.path) }));
}

function check(value: unknown, locateIn: (problem: CatalogProblem) => LocatedProblem): CatalogReading {
  const formal = checkSchema(value);
  const wellFormed = !formal.some((problem) => problem.severity === 'error');
  const problems = [...formal, ...(wellFormed ? checkMeaning(value as Catalog) : [])];
  const usable = !problems.some((problem) => problem.severity === 'error');
  // A prompt with a mistake is not served; the catalog can be used without it.
  if (usable) problems.push(...lintPrompts(value as Catalog));
  return { catalog: usable ? (value as Catalog) : undefined, problems: problems.map(locateIn) };
}

/** The deepest part of the path that the text has; a missing key is shown at its parent. */
function locate(text: string, tree: Node, path: (string | number)[]): { line: number; column: number } {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node) return positionOf(text, node.parent?.type === 'property' ? node.parent.offset : node.offset);
  }
  return positionOf(text, tree.offset);
}

function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
