import { parseArgs } from 'node:util';
import type { ReplayReport } from '../operations/replay.ts';
import type { Command } from './command.ts';
import { askCollector, WHERE_HELP, WHERE_OPTIONS, withInstallation } from './where.ts';

export const command: Command = {
  help: `attachkit replay [options]

Tries the refused events again, after the catalog was mended. What is taken in keeps its time and its id.

${WHERE_HELP}`,

  async run(parameters) {
    const { values } = parseArgs({ args: parameters, options: WHERE_OPTIONS });
    const report = values.url
      ? ((await askCollector(values.url, '/v1/replay')) as ReplayReport)
      : await withInstallation(values, (installation) => installation.replay());
    console.log(
      `${report.accepted} taken in, ${report.duplicates} were stored before, ${report.refused} refused again.`,
    );
    return 0;
  },
};
