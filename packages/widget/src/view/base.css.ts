import { css } from './css.ts';

/**
 * The look that all placements share. Hosts theme by `--attachkit-*` and `::part`. The page's own rules
 * cannot reach in; what inherits is cut off by `all: initial` (which leaves `direction`, as it should).
 */
export const baseStyles: string = css`
  :host {
    display: contents !important;
  }
  .say {
    all: initial;
    position: fixed;
    inset-block-start: 0;
    inset-inline-start: 0;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .frame {
    all: initial;
    color-scheme: var(--attachkit-color-scheme, light dark);
    --accent: var(--attachkit-accent, light-dark(#4137b8, #bcb7ff));
    --surface: var(--attachkit-surface, light-dark(#fff, #1b1b20));
    --text: var(--attachkit-text, light-dark(#18181c, #f3f3f6));
    --muted: var(--attachkit-muted, light-dark(#55555f, #b3b3be));
    --line: var(--attachkit-line, light-dark(#e3e3e9, #36363f));
    --wash: var(--attachkit-wash, light-dark(#f6f6f9, #25252c));
    --radius: var(--attachkit-radius, 16px);
    display: block;
    box-sizing: border-box;
    overflow: auto;
    overscroll-behavior: contain;
    container-type: inline-size;
    color: var(--text);
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    font: 400 14px/1.45 var(--attachkit-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
    text-align: start;
    overflow-wrap: anywhere;
  }
  .overlay {
    position: fixed;
    z-index: 2147483647;
    inset-block-end: calc(16px + var(--keyboard, 0px));
    inset-inline-end: 16px;
    inline-size: min(392px, 100vw - 32px);
    max-block-size: calc(100dvh - 32px - var(--keyboard, 0px));
    box-shadow: 0 1px 2px rgb(15 15 30 / 6%), 0 4px 10px rgb(15 15 30 / 6%), 0 18px 44px -8px rgb(15 15 30 / 22%);
    animation: arrive 0.32s cubic-bezier(0.2, 0.9, 0.25, 1);
  }
  @keyframes arrive {
    from {
      opacity: 0;
      transform: translateY(14px) scale(0.985);
    }
  }
  .frame * {
    box-sizing: border-box;
    margin: 0;
    font: inherit;
    letter-spacing: inherit;
  }
  .card {
    display: grid;
    gap: 16px;
    padding: 20px;
    position: relative;
  }
  .head {
    display: grid;
    gap: 6px;
  }
  .addon {
    display: flex;
    align-items: center;
    gap: 8px;
    padding-inline-end: 36px;
    color: var(--accent);
    font-size: 13px;
    font-weight: 600;
  }
  .addon::before {
    content: "";
    flex: none;
    inline-size: 8px;
    block-size: 8px;
    border-radius: 3px;
    background: currentcolor;
    transform: rotate(45deg);
  }
  .title {
    font-size: 18px;
    font-weight: 650;
    line-height: 1.3;
    letter-spacing: -0.012em;
    text-wrap: balance;
    outline: none;
  }
  .body {
    color: var(--muted);
    text-wrap: pretty;
    white-space: pre-line;
  }
  .offer {
    display: grid;
    gap: 4px;
    padding: 12px 14px;
    border-radius: calc(var(--radius) * 0.625);
    background: var(--wash);
    font-size: 13px;
  }
  .lead {
    font-size: 14px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .term {
    color: var(--muted);
  }
  .actions {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 8px;
  }
  @container (inline-size < 290px) {
    .actions {
      grid-template-columns: 1fr;
    }
  }
  button {
    appearance: none;
    min-block-size: 44px;
    border: 0;
    padding: 8px 12px;
    background: none;
    color: inherit;
    border-radius: calc(var(--radius) * 0.625);
    cursor: pointer;
    text-align: center;
    touch-action: manipulation;
    transition: background-color 0.15s, opacity 0.15s;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .choice {
    border: 1.5px solid var(--accent);
    color: var(--accent);
    font-weight: 600;
    line-height: 1.25;
  }
  .choice.primary {
    background: var(--accent);
    color: var(--surface);
  }
  .choice:hover {
    background: var(--wash);
  }
  .choice.primary:hover {
    background: color-mix(in srgb, var(--accent) 88%, var(--text));
  }
  .choice:active {
    transform: translateY(0.5px);
  }
  [aria-disabled="true"] {
    cursor: progress;
    opacity: 0.75;
  }
  .close {
    position: absolute;
    inset-block-start: 6px;
    inset-inline-end: 6px;
    inline-size: 44px;
    padding: 0;
    display: grid;
    place-items: center;
    color: var(--muted);
    z-index: 1;
  }
  .close:hover,
  .quiet:hover {
    color: var(--text);
    background: var(--wash);
  }
  svg {
    inline-size: 16px;
    block-size: 16px;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 8px;
    margin: -8px -12px -12px;
  }
  .quiet {
    color: var(--muted);
    font-size: 13px;
    font-weight: 500;
    text-align: start;
  }
  .choices {
    inline-size: 100%;
    display: grid;
    border-block-start: 1px solid var(--line);
    margin-block-start: 4px;
    padding-block-start: 4px;
  }
  .note:empty {
    display: none;
  }
  .failed {
    color: light-dark(#b3261e, #ffb4ab);
  }
  .meter {
    display: grid;
    gap: 8px;
    --level: var(--accent);
  }
  .near {
    --level: light-dark(#a84f00, #ffb870);
  }
  .full {
    --level: light-dark(#b3261e, #ff9d92);
  }
  .figures {
    display: flex;
    justify-content: space-between;
    align-items: baseline;
    gap: 12px;
    color: var(--muted);
    font-size: 13px;
    font-variant-numeric: tabular-nums;
  }
  .figures b {
    color: var(--text);
    font-size: 22px;
    font-weight: 650;
    letter-spacing: -0.02em;
    line-height: 1.1;
  }
  .share {
    color: var(--level);
    font-weight: 600;
  }
  .track {
    block-size: 8px;
    border-radius: 4px;
    background: light-dark(#e6e6ee, #3a3a45);
    overflow: hidden;
  }
  .fill {
    block-size: 100%;
    border-radius: 4px;
    background: var(--level);
    animation: grow 0.7s cubic-bezier(0.2, 0.8, 0.2, 1);
  }
  @keyframes grow {
    from {
      inline-size: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
  @media (forced-colors: active) {
    .track {
      border: 1px solid;
    }
    .fill,
    .addon::before {
      background: CanvasText;
      forced-color-adjust: none;
    }
    .choice.primary {
      border-color: ButtonText;
    }
  }
`;
