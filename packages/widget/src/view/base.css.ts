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
    position: fixed;
    clip-path: inset(50%);
  }
  slot:not(:last-child) {
    display: none;
  }
  .frame {
    all: initial;
    color-scheme: var(--attachkit-color-scheme, light dark);
    --accent: var(--attachkit-accent, light-dark(#43b, #bbf));
    --surface: var(--attachkit-surface, light-dark(#fff, #1a1a1f));
    --text: var(--attachkit-text, light-dark(#112, #eef));
    --muted: var(--attachkit-muted, light-dark(#556, #bbc));
    --line: var(--attachkit-line, light-dark(#dde, #334));
    --wash: var(--attachkit-wash, light-dark(#f5f5f9, #26262d));
    --radius: var(--attachkit-radius, 16px);
    display: block;
    box-sizing: border-box;
    overflow: auto;
    color: var(--text);
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    font: 14px/1.45 var(--attachkit-font, system-ui, sans-serif);
    overflow-wrap: anywhere;
    text-wrap: balance;
  }
  .overlay {
    position: fixed;
    inset-block-end: 16px;
    inset-inline-end: 16px;
    margin-block-end: var(--covered);
    inline-size: min(392px, 100vw - 32px);
    max-block-size: calc(100dvh - 32px - var(--covered, 0px));
    box-shadow: 0 16px 40px -8px #1124;
    animation: arrive 0.3s cubic-bezier(0.2, 0.9, 0.25, 1);
  }
  @keyframes arrive {
    from {
      opacity: 0;
      transform: translateY(16px);
    }
  }
  .frame * {
    box-sizing: border-box;
    margin: 0;
    font: inherit;
  }
  .card {
    display: grid;
    gap: 16px;
    padding: 20px;
    position: relative;
  }
  .head {
    display: grid;
    gap: 8px;
  }
  .addon {
    display: flex;
    align-items: center;
    gap: 8px;
    padding-inline-end: 36px;
    font-size: 13px;
    font-weight: 600;
    color: var(--accent);
  }
  .addon::before {
    content: "";
    padding: 4px;
    border-radius: 2px;
    background: currentcolor;
    transform: rotate(45deg);
  }
  .title {
    font-size: 18px;
    font-weight: 650;
    line-height: 1.3;
  }
  .body {
    color: var(--muted);
    white-space: pre-line;
  }
  .offer {
    display: grid;
    gap: 4px;
    padding: 12px 16px;
    border-radius: calc(var(--radius) * 0.6);
    background: var(--wash);
    font-size: 13px;
    color: var(--muted);
  }
  .offer :first-child {
    font-size: 14px;
    font-weight: 600;
    color: var(--text);
  }
  .actions {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(121px, 1fr));
    grid-auto-rows: 1fr;
    gap: 8px;
  }
  button {
    min-block-size: 44px;
    border: 0;
    padding: 8px 12px;
    border-radius: calc(var(--radius) * 0.6);
    background: none;
    color: var(--muted);
    cursor: pointer;
  }
  button:hover {
    background: var(--wash);
    color: var(--text);
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .choice {
    border: 1.5px solid var(--accent);
    font-weight: 600;
    color: var(--accent);
    line-height: 1.25;
  }
  .close {
    position: absolute;
    inset-block-start: 6px;
    inset-inline-end: 6px;
    inline-size: 44px;
    padding: 0;
    font-size: 24px;
    line-height: 1;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    margin: -8px -12px -12px;
    font-size: 13px;
  }
  .meter {
    display: grid;
    gap: 8px;
    --level: var(--accent);
  }
  .near {
    --level: light-dark(#a50, #fb7);
  }
  .full {
    --level: light-dark(#b22, #f99);
  }
  .figures {
    display: flex;
    justify-content: space-between;
    align-items: baseline;
    font-size: 13px;
    color: var(--muted);
  }
  .figures b {
    font-size: 22px;
    font-weight: 650;
    color: var(--text);
  }
  .share {
    font-weight: 600;
    color: var(--level);
  }
  /* Where colours are forced, outlines and borders are what is left to see. */
  .track {
    border-radius: 8px;
    background: var(--line);
    outline: 1px solid #0000;
    overflow: hidden;
  }
  .fill {
    border-block-end: 8px solid var(--level);
  }
  @media (prefers-reduced-motion: reduce) {
    .frame {
      animation: none;
    }
  }
`;
