import { useState } from 'preact/hooks';
import { applyTheme, type Theme, theme } from './theme.ts';

const CHOICES: { value: Theme; label: string }[] = [
  { value: 'system', label: 'Auto' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export function ThemeChoice() {
  const [chosen, setChosen] = useState(theme);
  const pick = (value: Theme) => {
    applyTheme(value);
    setChosen(value);
  };
  return (
    <fieldset class="segmented small">
      <legend class="hidden">Colours</legend>
      {CHOICES.map(({ value, label }) => (
        <label key={value}>
          <input type="radio" name="theme" checked={chosen === value} onChange={() => pick(value)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
