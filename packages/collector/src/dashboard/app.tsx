/** Who may see what: the sign-in page, or the page that the address names. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { currentSession, onSession, resume } from './api/session.ts';
import { pageAt } from './pages/index.ts';
import { Failure } from './parts/failure.tsx';
import { useRoute } from './route.ts';
import { Shell } from './shell/shell.tsx';
import { SignIn } from './shell/sign-in.tsx';

export function App() {
  const [session, setSession] = useState(currentSession);
  useEffect(() => onSession(setSession), []);
  const { page: path } = useRoute();
  const page = pageAt(path);
  useEffect(() => {
    document.title = session.state === 'in' && page ? `${page.title} · Attachkit` : 'Attachkit';
  }, [session.state, page]);
  const drawn = useRef(page);
  useEffect(() => {
    // Another page begins at its top, for a screen reader as well.
    if (drawn.current !== page) document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true });
    drawn.current = page;
  }, [page]);

  if (session.state === 'asking') return null;
  if (session.state === 'out') return <SignIn ended={session.ended} />;
  if (session.state === 'failed') return <Failure error={session.error} retry={resume} />;
  return (
    <Shell page={page}>
      {page ? (
        <page.View key={page.path} />
      ) : (
        <div class="empty">
          <h1>There is no such page</h1>
          <p>
            <a href="./" data-page>
              To the overview
            </a>
          </p>
        </div>
      )}
    </Shell>
  );
}
