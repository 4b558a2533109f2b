/** The reference event: a use of a feature as Segment's client for Node sends it, under the id that it makes. */
import { randomInt, randomUUID } from 'node:crypto';

const FEATURES = ['boards', 'files', 'search', 'comments', 'report_builder', 'forecast', 'ai_summary', 'ai_search'];
const USERS = 100_000;
const USERS_PER_ACCOUNT = 5;

export function referenceEvent(atMs = Date.now()) {
  const user = Math.floor(USERS * Math.random() ** 2);
  return {
    type: 'track',
    messageId: `node-next-${atMs}-${randomUUID()}`,
    userId: `user-${user}`,
    event: 'Feature Used',
    timestamp: new Date(atMs).toISOString(),
    properties: { feature: FEATURES[randomInt(FEATURES.length)]! },
    context: {
      groupId: `account-${Math.floor(user / USERS_PER_ACCOUNT)}`,
      library: { name: '@segment/analytics-node', version: '3.1.0' },
    },
    integrations: {},
  };
}
