import { parseArgs } from 'node:util';
import type { Difference } from '../rollup/rollup.ts';
import type { Command } from './command.ts';
import { askCollector, WHERE_HELP, WHERE_OPTIONS, withInstallation } from './where.ts';

const SHOWN_MAX = 50;

export const command: Command = {
  help: `attachkit rebuild [options]

Computes everything derived anew from the raw events and reports each difference.
Ends with 0 when there was none, with 1 when there was one (it is mended then).

${WHERE_HELP}`,

  async run(parameters) {
    const { values } = parseArgs({ args: parameters, options: WHERE_OPTIONS });
    const differences = values.url
      ? ((await askCollector(values.url, '/v1/rebuild')) as { differences: Difference[] }).differences
      : await withInstallation(values, ({ rollup }) => rollup.rebuild());
    for (const { kind, table, row } of differences.slice(0, SHOWN_MAX)) {
      console.log(`${kind} in ${table}: ${JSON.stringify(row)}`);
    }
    if (differences.length > SHOWN_MAX) console.log(`… and ${differences.length - SHOWN_MAX} more`);
    console.log(
      differences.length === 0
        ? 'Rebuilt: no difference.'
        : `Rebuilt: ${differences.length} rows differed and are mended.`,
    );
    return differences.length === 0 ? 0 : 1;
  },
};
