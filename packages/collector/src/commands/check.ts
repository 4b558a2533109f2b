import { parseArgs } from 'node:util';
import type { Catalog } from '@attachkit/sdk/catalog';
import { CatalogInvalid, formatProblem, type LocatedProblem } from '../catalog/problem.ts';
import { readCatalogFile } from '../catalog/read-catalog.ts';
import { type Command, UsageError } from './command.ts';

export const command: Command = {
  help: `attachkit check CATALOG

Reads a catalog and explains every mistake with its file, line and mend.
Ends with 0 when it can be used (warnings are only told), with 1 when it cannot.`,

  async run(parameters) {
    const { positionals } = parseArgs({ args: parameters, allowPositionals: true, options: {} });
    const [file] = positionals;
    if (file === undefined) throw new UsageError('Name the catalog to check.');
    const { catalog, problems } = read(file);
    for (const problem of problems) console.log(formatProblem(problem));
    const mistakes = problems.filter(({ severity }) => severity === 'error').length;
    if (mistakes > 0) console.log(`${file}: ${mistakes} ${mistakes === 1 ? 'mistake' : 'mistakes'}.`);
    else console.log(`${file}: version ${catalog?.version} can be used.`);
    return mistakes > 0 ? 1 : 0;
  },
};

function read(file: string): { catalog?: Catalog; problems: readonly LocatedProblem[] } {
  try {
    return readCatalogFile(file);
  } catch (error) {
    if (error instanceof CatalogInvalid) return { problems: error.problems };
    throw error;
  }
}
