import { choose, useRoute } from '../route.ts';

interface NumberChoiceProps {
  label: string;
  /** The query parameter that it sets. */
  name: string;
  min: number;
  max: number;
  step?: number | 'any';
  /** Said where nothing is chosen. */
  placeholder?: string;
  /** What the field shows for 1 in the address: 100 where shares are typed in percent. Default 1. */
  scale?: number;
}

/** A number, kept in the address; emptied, it goes back to its default. */
export function NumberChoice({ label, name, min, max, step = 'any', placeholder, scale = 1 }: NumberChoiceProps) {
  const given = useRoute().query.get(name);
  const shown = given === null || Number.isNaN(Number(given)) ? '' : String(round(Number(given) * scale));
  const pick = (field: HTMLInputElement) => {
    if (!field.reportValidity()) return;
    choose({ [name]: field.value === '' ? null : String(round(field.valueAsNumber / scale)) });
  };
  return (
    <label class="field number-field">
      <span>{label}</span>
      <input
        type="number"
        inputMode="decimal"
        value={shown}
        min={min}
        max={max}
        step={step}
        placeholder={placeholder}
        onChange={(event) => pick(event.currentTarget)}
      />
    </label>
  );
}

/** Without what binary fractions leave behind: 0.07 × 100 is 7. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}
