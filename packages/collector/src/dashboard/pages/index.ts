/** All pages, as the navigation groups them. One page, one file. */
import type { FunctionComponent } from 'preact';
import { AiAdoption } from './ai-adoption.tsx';
import { Alerts } from './alerts.tsx';
import { AttachRate } from './attach-rate.tsx';
import { Cohorts } from './cohorts.tsx';
import { Combinations } from './combinations.tsx';
import { Feedback } from './feedback.tsx';
import { Holdout } from './holdout.tsx';
import { Installation } from './installation.tsx';
import { Journey } from './journey.tsx';
import { Opportunities } from './opportunities.tsx';
import { Overview } from './overview.tsx';
import { Progression } from './progression.tsx';
import { Prompts } from './prompts.tsx';
import { RevenueImpact } from './revenue-impact.tsx';
import { Targets } from './targets.tsx';
import { TimeToAttach } from './time-to-attach.tsx';

export interface Page {
  /** In the address; '' is the overview. */
  path: string;
  title: string;
  View: FunctionComponent;
}

export const GROUPS: { title: string; pages: Page[] }[] = [
  {
    title: '',
    pages: [
      { path: '', title: 'Overview', View: Overview },
      { path: 'alerts', title: 'Alerts', View: Alerts },
    ],
  },
  {
    title: 'Attachment',
    pages: [
      { path: 'attach-rate', title: 'Attach rate', View: AttachRate },
      { path: 'ai-adoption', title: 'AI adoption', View: AiAdoption },
      { path: 'cohorts', title: 'Cohorts', View: Cohorts },
      { path: 'time-to-attach', title: 'Time to attach', View: TimeToAttach },
      { path: 'combinations', title: 'Combinations', View: Combinations },
      { path: 'progression', title: 'Progression', View: Progression },
    ],
  },
  {
    title: 'Causes',
    pages: [
      { path: 'journey', title: 'Journey', View: Journey },
      { path: 'prompts', title: 'Prompts', View: Prompts },
      { path: 'holdout', title: 'Holdout', View: Holdout },
      { path: 'feedback', title: 'Feedback', View: Feedback },
    ],
  },
  {
    title: 'Money and next steps',
    pages: [
      { path: 'revenue-impact', title: 'Revenue impact', View: RevenueImpact },
      { path: 'targets', title: 'Targets', View: Targets },
      { path: 'opportunities', title: 'Opportunities', View: Opportunities },
    ],
  },
  { title: 'Collector', pages: [{ path: 'installation', title: 'Installation', View: Installation }] },
];

export function pageAt(path: string): Page | undefined {
  return GROUPS.flatMap(({ pages }) => pages).find((page) => page.path === path);
}
