import { describeFaults } from './fault-cases.ts';

describeFaults('chromium');
