import { render } from 'preact';
import { resume } from './api/session.ts';
import { App } from './app.tsx';
import { applyTheme } from './shell/theme.ts';

applyTheme();
render(<App />, document.querySelector('#app')!);
resume();
