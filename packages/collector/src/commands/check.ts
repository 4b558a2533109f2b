import { parseArgs } from 'node:util';
import { CatalogInvalid, formatProblem } from '../catalog/problem.ts';
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
    try {
      const { catalog, warnings } = readCatalogFile(file);
      for (const warning of warnings) console.log(formatProblem(warning));
      console.log(`${file}: version ${catalog.version}, ${Object.keys(catalog.addons).length} add-ons: can be used.`);
      return 0;
    } catch (error) {
      if (!(error instanceof CatalogInvalid)) throw error;
      for (const problem of error.problems) console.error(formatProblem(problem));
      return 1;
    }
  },
};
