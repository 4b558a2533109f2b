/** What was measured, collected, and printed at the end as one table with the aim beside each figure. */

export interface Score {
  what: string;
  measured: string;
  /** Absent: a figure to compare with. */
  aim?: string;
  met?: boolean;
}

export class Scorecard {
  readonly #scores: Score[] = [];
  readonly #startedAtMs = performance.now();

  /** Prints it at once, too. */
  add(score: Score): void {
    this.#scores.push(score);
    this.say(`${score.what}: ${score.measured}`);
  }

  /** Progress, with the time since the start. */
  say(text: string): void {
    const seconds = Math.round((performance.now() - this.#startedAtMs) / 1000);
    const clock = `${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, '0')}`;
    console.log(`${clock}  ${text}`);
  }

  /** As a Markdown table. */
  print(): void {
    const rows = [['what', 'measured', 'aim', ''], ...this.#scores.map(toCells)];
    const widths = [0, 1, 2, 3].map((column) => Math.max(3, ...rows.map((row) => row[column]!.length)));
    const line = (cells: string[]) =>
      `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`.trimEnd();
    const [head, ...body] = rows as [string[], ...string[][]];
    console.log(['', line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n'));
  }
}

function toCells({ what, measured, aim = '–', met }: Score): string[] {
  return [what, measured, aim, met === undefined ? '' : met ? 'met' : 'MISSED'];
}
