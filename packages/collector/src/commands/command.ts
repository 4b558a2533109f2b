/** One verb of the command line. */
export interface Command {
  /** What `--help` prints. */
  help: string;
  /** @returns the exit code */
  run(parameters: string[]): Promise<number>;
}

/** The command line was not understood; the message says what would be. */
export class UsageError extends Error {
  override name = 'UsageError';
}
