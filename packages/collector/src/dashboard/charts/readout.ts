/** The little box that reads the numbers under the pointer. */
import type uPlot from 'uplot';
import type { LineChartProps } from './line-chart-props.ts';

export function readout({ x, series, formatX, formatY }: LineChartProps): uPlot.Plugin {
  const box = document.createElement('div');
  box.className = 'readout';
  box.hidden = true;
  const show = (plot: uPlot) => {
    const { idx: index, left = 0 } = plot.cursor;
    box.hidden = index === null || index === undefined || left < 0;
    if (box.hidden) return;
    box.replaceChildren(line('strong', formatX(x[index!]!)));
    for (const { label, values, low, high } of series) {
      const value = values[index!];
      if (value === null || value === undefined) continue;
      const interval =
        low?.[index!] != null && high?.[index!] != null
          ? ` (${formatY(low[index!]!)} to ${formatY(high[index!]!)})`
          : '';
      box.append(line('span', `${series.length > 1 ? `${label} ` : ''}${formatY(value)}${interval}`));
    }
    const room = plot.over.clientWidth - box.offsetWidth - 8;
    box.style.transform = `translate(${Math.max(4, Math.min(left + 14, room))}px, 6px)`;
  };
  return {
    hooks: {
      init: (plot) => {
        plot.over.append(box);
        plot.over.addEventListener('pointerleave', () => {
          box.hidden = true;
        });
      },
      setCursor: show,
    },
  };
}

function line(tag: string, text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
