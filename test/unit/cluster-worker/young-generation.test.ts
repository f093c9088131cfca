import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

const threadFile = new URL('../../../src/cluster-worker/worker-thread.ts', import.meta.url).href;

/** Starts the worker, then makes garbage of which much lives for a while, as lists and frames do. Prints the size of the young generation. */
const program = `
import { getHeapSpaceStatistics } from 'node:v8';
import { startWorkerThread } from ${JSON.stringify(threadFile)};
const thread = startWorkerThread({ choice: { kubeconfig: '/nonexistent' }, mode: 'observe', userAgent: 'test' }, { message() {}, died() {} });
await new Promise((resolve) => setImmediate(resolve));
let kept = [];
for (let index = 0; index < 3e6; index += 1) {
  kept.push({ index, list: [index] });
  if (kept.length > 200_000) kept = [];
}
console.log(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size);
await thread.terminate();
`;

it('the young generation of the screen stays small, because memory that was taken once is never given back', () => {
  const printed = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  // 2 to 4 MiB; left to itself it grows to 128.
  expect(Number(printed)).toBeLessThanOrEqual(16 * 1024 * 1024);
}, 70_000);
