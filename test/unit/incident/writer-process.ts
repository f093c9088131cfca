/*
 * A process that writes a record, for tests that kill it or run two at once.
 * Arguments: the state folder, how many entries (0: until killed), a name that goes into each.
 * Prints 'open <path>' and then the number of entries written, one line each hundred.
 */
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { ClusterId } from '../../../src/contracts/change.ts';
import { openRecord } from '../../../src/incident/open-record.ts';

const [folder = '', wanted = '0', name = ''] = process.argv.slice(2);
const record = await openRecord({
  stateFolder: folder,
  clusterId: 'b7c0a4b0-30cb-4a54-9d2f-6a5b0e5f9a11' as ClusterId,
  syncEvery: 50,
});
process.stdout.write(`open ${record.path()}\n`);
const most = Number(wanted) === 0 ? 1_000_000 : Number(wanted);
for (let count = 1; count <= most; count += 1) {
  record.append('test/written', { name, count, padding: 'x'.repeat(count % 300) });
  if (count % 100 === 0) {
    process.stdout.write(`${count}\n`);
    await setTimeout(1);
  }
}
process.stdout.write(`${JSON.stringify(record.problem.getSnapshot() ?? null)}\n`);
await once(process.stdin, 'data');
await setTimeout(200);
process.stdout.write(`${JSON.stringify(record.problem.getSnapshot() ?? null)}\n`);
await record.close();
process.exit(0);
