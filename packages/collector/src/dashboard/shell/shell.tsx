import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { setup, signOut } from '../api/session.ts';
import { forgetAnswers } from '../api/use-answer.ts';
import { GROUPS, type Page } from '../pages/index.ts';
import { followLinks, linkTo } from '../route.ts';
import { ThemeChoice } from './theme-choice.tsx';

export function Shell({ page, children }: { page: Page | undefined; children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [page]);
  const leave = () => {
    forgetAnswers();
    signOut();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: links stay links; this only spares a reload
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click
    <div class="shell" onClick={followLinks}>
      <a class="skip" href="#main">
        Skip to the numbers
      </a>
      <header class="bar">
        <Brand />
        <button
          type="button"
          class="quiet menu"
          aria-expanded={open}
          aria-controls="navigation"
          onClick={() => setOpen(!open)}
        >
          Menu
        </button>
      </header>
      <aside class="sidebar" data-open={open}>
        <Brand />
        <nav id="navigation" aria-label="Pages">
          {GROUPS.map(({ title, pages }) => (
            <div class="nav-group" key={title}>
              {title && <h2>{title}</h2>}
              <ul>
                {pages.map((item) => (
                  <li key={item.path}>
                    <a href={linkTo(item.path)} data-page aria-current={item === page ? 'page' : undefined}>
                      {item.title}
                    </a>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </nav>
        <div class="sidebar-foot">
          <ThemeChoice />
          <button type="button" class="quiet" onClick={leave}>
            Sign out
          </button>
        </div>
      </aside>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function Brand() {
  return (
    <p class="brand">
      <img src="assets/favicon.svg" alt="" width="22" height="22" />
      <span>
        Attachkit <small>{setup().product.name}</small>
      </span>
    </p>
  );
}
