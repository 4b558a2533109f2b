/** What a line is held against: bands across the whole chart, and bars at one place of it. */
import type uPlot from 'uplot';
import { colour, faded } from './colours.ts';
import type { Mark, Range } from './line-chart-props.ts';

export function drawMarks(plot: uPlot, marks: Mark[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
  for (const { label, low, high } of marks) {
    const top = plot.valToPos(high, 'y', true);
    const bottom = plot.valToPos(low, 'y', true);
    ctx.fillStyle = faded(colour('ink'), 0.06);
    ctx.fillRect(bbox.left, top, bbox.width, Math.max(bottom - top, devicePixelRatio));
    ctx.strokeStyle = faded(colour('ink-soft'), 0.7);
    ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.strokeRect(bbox.left, top, bbox.width, 0);
    ctx.fillStyle = colour('ink-soft');
    ctx.textAlign = 'left';
    ctx.fillText(label, bbox.left + 6 * devicePixelRatio, top - 5 * devicePixelRatio);
  }
  ctx.restore();
}

const BAR_WIDTH = 9;

/** Bars at the same place stand beside each other, each named by its number, which the table below explains. */
export function drawRanges(plot: uPlot, ranges: Range[]): void {
  const { ctx } = plot;
  const ratio = devicePixelRatio;
  const taken = new Map<number, number>();
  ctx.save();
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  for (const { x, low, high, label } of ranges) {
    const place = taken.get(x) ?? 0;
    taken.set(x, place + 1);
    const left = plot.valToPos(x, 'x', true) - (place + 1) * (BAR_WIDTH + 7) * ratio;
    const top = plot.valToPos(high, 'y', true);
    const height = Math.max(plot.valToPos(low, 'y', true) - top, 3 * ratio);
    ctx.fillStyle = faded(colour('ink-soft'), 0.35);
    ctx.fillRect(left, top, BAR_WIDTH * ratio, height);
    ctx.fillStyle = colour('ink-soft');
    ctx.fillText(label, left + (BAR_WIDTH / 2) * ratio, top - 4 * ratio);
  }
  ctx.restore();
}
