/** What a line chart is given. */

export interface Series {
  label: string;
  values: (number | null)[];
  /** The interval's ends. */
  low?: (number | null)[];
  high?: (number | null)[];
}

export interface Mark {
  label: string;
  low: number;
  high: number;
}

/** What others reach by then: a bar at one place of the x axis. */
export interface Range {
  x: number;
  low: number;
  high: number;
  label: string;
}

export interface LineChartProps {
  /** What it shows, in a sentence: for those who do not see it. */
  summary: string;
  /** Dates as epoch seconds, or ages. */
  x: number[];
  time: boolean;
  series: Series[];
  formatX: (value: number) => string;
  formatY: (value: number) => string;
  /** Bands across: benchmarks, targets. */
  marks?: Mark[];
  ranges?: Range[];
  stepped?: boolean;
  height?: number;
}
