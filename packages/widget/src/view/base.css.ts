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
  .frame {
    all: initial;
    color-scheme: var(--attachkit-color-scheme, light dark);
    --accent: var(--attachkit-accent, light-dark(#4137b8, #bcb7ff));
    --surface: var(--attachkit-surface, light-dark(#fff, #1b1b20));
    --text: var(--attachkit-text, light-dark(#18181c, #f3f3f6));
    --muted: var(--attachkit-muted, light-dark(#55555f, #b3b3be));
    --line: var(--attachkit-line, light-dark(#e3e3e9, #36363f));
    --wash: var(--attachkit-wash, light-dark(#f5f5f9, #26262d));
    --radius: var(--attachkit-radius, 16px);
    display: block;
    box-sizing: border-box;
    overflow: auto;
    container-type: inline-size;
    color: var(--text);
    background: var(--surface);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    font: 14px/1.45 var(--attachkit-font, system-ui, sans-serif);
    overflow-wrap: anywhere;
  }
  .overlay {
    position: fixed;
    inset-block-end: calc(16px + var(--covered, 0px));
    inset-inline-end: 16px;
    inline-size: min(392px, 100vw - 32px);
    max-block-size: calc(100dvh - 32px - var(--covered, 0px));
    box-shadow: 0 16px 40px -8px #0f0f1e4d;
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
    inline-size: 8px;
    block-size: 8px;
    border-radius: 2px;
    background: currentcolor;
    transform: rotate(45deg);
  }
  .title {
    font-size: 18px;
    font-weight: 650;
    line-height: 1.3;
    text-wrap: balance;
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
    text-wrap: balance;
  }
  .actions {
    display: grid;
    grid-auto-columns: 1fr;
    grid-auto-rows: 1fr;
    gap: 8px;
  }
  @container (inline-size >= 290px) {
    .actions {
      grid-auto-flow: column;
    }
  }
  button {
    min-block-size: 44px;
    border: 0;
    padding: 8px 12px;
    border-radius: calc(var(--radius) * 0.6);
    background: none;
    color: var(--muted);
    cursor: pointer;
    text-wrap: balance;
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
    --level: light-dark(#a84f00, #ffb870);
  }
  .full {
    --level: light-dark(#b3261e, #ff9d92);
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
  .track {
    border-radius: 8px;
    background: var(--line);
    overflow: hidden;
  }
  .fill {
    block-size: 8px;
    background: var(--level);
  }
  @media (prefers-reduced-motion: reduce) {
    .frame {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .fill {
      background: CanvasText;
      forced-color-adjust: none;
    }
    .track {
      outline: 1px solid;
    }
  }
`;
