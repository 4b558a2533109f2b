/** A trend at a glance. Its numbers stand beside it, so it is silent for a screen reader. */
export function Sparkline({
  values,
  width = 120,
  height = 32,
}: {
  values: (number | null)[];
  width?: number;
  height?: number;
}) {
  const known = values
    .map((value, index) => ({ value, index }))
    .filter((point): point is { value: number; index: number } => point.value !== null);
  if (known.length < 2) return <svg class="sparkline" width={width} height={height} aria-hidden="true" />;
  const most = Math.max(...known.map(({ value }) => value)) || 1;
  const place = ({ value, index }: { value: number; index: number }) =>
    `${((index / (values.length - 1)) * (width - 6) + 3).toFixed(1)},${(height - 3 - (value / most) * (height - 6)).toFixed(1)}`;
  const points = known.map(place).join(' ');
  const [first, last] = [place(known[0]!), place(known.at(-1)!)];
  return (
    <svg class="sparkline" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <polygon points={`${first.split(',')[0]},${height} ${points} ${last.split(',')[0]},${height}`} />
      <polyline points={points} />
      <circle cx={last.split(',')[0]} cy={last.split(',')[1]} r="2.5" />
    </svg>
  );
}
