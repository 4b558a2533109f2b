/**
 * A trend at a glance, as wide as its place. Its numbers stand beside it, so it is silent for a screen reader.
 * @param width about how wide that place is: it sets how thick lines look
 */
export function Sparkline({
  values,
  target,
  width,
  height = 52,
}: {
  values: (number | null)[];
  /** Drawn across as a dashed line. */
  target?: number;
  width: number;
  height?: number;
}) {
  const known = values
    .map((value, index) => ({ value, index }))
    .filter((point): point is { value: number; index: number } => point.value !== null);
  const most = Math.max(target ?? 0, ...known.map(({ value }) => value)) || 1;
  const heightOf = (value: number) => height - 2 - (value / most) * (height - 4);
  const place = ({ value, index }: { value: number; index: number }) => ({
    x: values.length > 1 ? (index / (values.length - 1)) * width : width,
    y: heightOf(value),
  });
  const points = known.map(place);
  const line = points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {target !== undefined && <path class="target" d={`M0,${heightOf(target)}H${width}`} />}
      {points.length === 1 && <path class="dot" d={`M${points[0]!.x},${points[0]!.y}h0.01`} />}
      {points.length > 1 && (
        <>
          <polygon points={`${points[0]!.x},${height} ${line} ${points.at(-1)!.x},${height}`} />
          <polyline points={line} />
        </>
      )}
    </svg>
  );
}
