/** The page's colours for what draws on a canvas, as they are now. */
export function colour(name: string): string {
  const probe = document.createElement('i');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** A colour of `colour()` with less weight. */
export function faded(value: string, opacity: number): string {
  return value.replace(/^rgba?\((\d+), (\d+), (\d+).*/, `rgba($1, $2, $3, ${opacity})`);
}

/** One per series, told apart also by lightness. */
export const SERIES = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6', 'series-7', 'series-8'];
