/*
 * A process that does nothing but watch its own event loop: what a loaded machine does to any process. Prints its
 * longest lag in ms when its stdin ends.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolution = 5;
const delay = monitorEventLoopDelay({ resolution });
setTimeout(() => delay.reset(), 200);
delay.enable();
process.stdin.on('end', () => {
  process.stdout.write(`${Math.max(0, delay.max / 1e6 - resolution).toFixed(1)}\n`, () => process.exit(0));
});
process.stdin.resume();
