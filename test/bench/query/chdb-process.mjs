// chDB in a process of its own, so that its memory is not counted as ours. One JSON line in, one out.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const [folder, data] = process.argv.slice(2);
const { Session } = createRequire(`${folder}/package.json`)('chdb');
const session = new Session(data);
for await (const line of createInterface({ input: process.stdin })) {
  const started = performance.now();
  try {
    const text = session.query(JSON.parse(line), 'CSV');
    console.log(JSON.stringify({ text, ms: performance.now() - started }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
process.exit(0);
