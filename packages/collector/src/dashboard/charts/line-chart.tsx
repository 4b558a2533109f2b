/** Lines over time or age, with their intervals as bands. The same numbers always stand in a table as well. */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { useColours } from '../shell/theme.ts';
import { colour, faded, SERIES } from './colours.ts';
import type { LineChartProps, Series } from './line-chart-props.ts';
import { drawMarks, drawRanges } from './marks.ts';
import { readout } from './readout.ts';

export function LineChart(props: LineChartProps) {
  const { summary, height = 300 } = props;
  const root = useRef<HTMLDivElement>(null);
  const colours = useColours();
  useEffect(() => {
    const box = root.current!;
    const plot = new uPlot(options(props, box.clientWidth, height), data(props), box);
    const observer = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height }));
    observer.observe(box);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [props, height, colours]);
  return (
    <figure class="chart">
      <div ref={root} role="img" aria-label={summary} class="plot" />
      {props.series.length > 1 && <Legend series={props.series} />}
    </figure>
  );
}

function Legend({ series }: { series: Series[] }) {
  return (
    <figcaption class="legend">
      {series.map(({ label }, index) => (
        <span key={label}>
          <i data-series={(index % SERIES.length) + 1} />
          {label}
        </span>
      ))}
    </figcaption>
  );
}

/** uPlot's columns: x, then each line followed by the ends of its interval. */
function data({ x, series }: LineChartProps): uPlot.AlignedData {
  return [x, ...series.flatMap(({ values, low, high }) => (low && high ? [values, high, low] : [values]))];
}

function options(props: LineChartProps, width: number, height: number): uPlot.Options {
  const lines: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  for (const [index, { label, low, values }] of props.series.entries()) {
    const stroke = colour(SERIES[index % SERIES.length]!);
    const single = values.filter((value) => value !== null).length === 1;
    lines.push({
      label,
      stroke,
      width: 2,
      points: { show: single || values.length < 40, size: 5, fill: stroke },
      ...(props.stepped && { paths: uPlot.paths.stepped!({ align: 1 }) }),
    });
    if (!low) continue;
    lines.push(
      { label: `${label} high`, width: 0, points: { show: false } },
      { label: `${label} low`, width: 0, points: { show: false } },
    );
    const opacity = props.series.length > 1 ? 0.1 : 0.16;
    bands.push({ series: [lines.length - 2, lines.length - 1], fill: faded(stroke, opacity) });
  }
  return {
    width,
    height,
    series: lines,
    bands,
    legend: { show: false },
    cursor: { points: { show: false }, drag: { x: false, y: false }, y: false },
    scales: {
      x: { time: props.time, range: (_, low, high) => pad(low, high) },
      y: { range: (_, __, high) => [0, ceiling(high, [...(props.marks ?? []), ...(props.ranges ?? [])])] },
    },
    axes: [
      { ...axis(props.time ? calendarAxis : props.formatX, 8), space: 70, ...(isLong(props) && { incrs: MONTHS }) },
      axis((value) => (value === 0 ? '0' : props.formatY(value)), 6),
    ],
    hooks: {
      drawClear: [(plot) => drawMarks(plot, props.marks ?? []), (plot) => drawRanges(plot, props.ranges ?? [])],
    },
    plugins: [readout(props)],
  };
}

/** A single point would otherwise have no width to stand in. */
function pad(low: number, high: number): [number, number] {
  if (low !== high) return [low, high];
  const room = Math.max(1, Math.abs(low) * 0.001);
  return [low - room, high + room];
}

/** A little air above; a benchmark or target stays in sight. */
function ceiling(high: number | null, marks: { high: number }[]): number {
  const most = Math.max(high ?? 0, ...marks.map((mark) => mark.high));
  return most > 0 ? most * 1.12 : 1;
}

const MONTH_SECONDS = 30 * 86_400;
/** uPlot takes multiples of 30 days for calendar months. */
const MONTHS = [1, 2, 3, 6, 12, 24].map((count) => count * MONTH_SECONDS);

function isLong({ x, time }: LineChartProps): boolean {
  return time && x.at(-1)! - x[0]! > 3.5 * MONTH_SECONDS;
}

/** Months by name, the year where it begins; days only where the chart is that close. */
function calendarAxis(seconds: number): string {
  const at = new Date(seconds * 1000);
  const first = at.getUTCDate() === 1;
  const options: Intl.DateTimeFormatOptions =
    first && at.getUTCMonth() === 0 ? { year: 'numeric' } : { month: 'short', ...(!first && { day: 'numeric' }) };
  return at.toLocaleDateString(undefined, { ...options, timeZone: 'UTC' });
}

function axis(format: (value: number) => string, gap: number): uPlot.Axis {
  return {
    stroke: colour('ink-soft'),
    font: '12px system-ui, sans-serif',
    gap,
    grid: { stroke: colour('line'), width: 1 },
    ticks: { show: false },
    values: (_, splits) => splits.map(format),
    // The widest label decides, so that no amount is cut off.
    size: (_, values, index) =>
      index === 0 ? 34 : Math.max(44, ...(values ?? []).map((text) => text.length * 7.4 + 14)),
  };
}
