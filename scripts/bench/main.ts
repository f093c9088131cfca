/*
 * Measures this machine against the bars of the design. Without arguments the everyday benches; arguments name single
 * ones (`scale` also means every `scale/...`). Exits 1 when something could not be measured; a figure above its bar is
 * said, and is no failure of the bench.
 */
import { loadavg } from 'node:os';
import { chosenBenches } from './benches.ts';
import { type Bench, type Figure, standing, table } from './figure.ts';
import { copyBuild } from './program.ts';

async function measured(bench: Bench): Promise<readonly Figure[]> {
  let late: ReturnType<typeof setTimeout> | undefined;
  const over = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error(`not done within ${bench.patience / 1000} s`)), bench.patience);
  });
  try {
    return await Promise.race([bench.run(), over]);
  } finally {
    clearTimeout(late);
  }
}

const chosen = chosenBenches(process.argv.slice(2));
if ('sentence' in chosen) {
  process.stderr.write(`${chosen.sentence}\n`);
  process.exit(2);
}

try {
  copyBuild();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
let failed = 0;
const all: Figure[] = [];
for (const bench of chosen.benches) {
  process.stdout.write(`${bench.name} (load ${loadavg()[0]?.toFixed(1)})\n`);
  try {
    const figures = await measured(bench);
    all.push(...figures);
    process.stdout.write(`${table(figures)}\n`);
  } catch (error) {
    failed += 1;
    process.stdout.write(`  not measured: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
const over = all.filter((figure) => standing(figure) === 'over').length;
const held = all.filter((figure) => standing(figure) === 'pass').length;
process.stdout.write(
  `${held} of ${held + over} bars hold${failed > 0 ? `; ${failed} benches could not measure` : ''}\n`,
);
// A bench that ran out of time may have left something waiting; its children were ended with their terminals.
process.exit(failed > 0 ? 1 : 0);
