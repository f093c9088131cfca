import { pod, start, startedLab } from './bench.ts';

/** A program that owns a lab with something running in it, says so, and would wait for ever. */
const lab = await startedLab();
const shell = await start(lab, pod('shop/frontend', 'worker-2'), ['sh', '-c', 'iperf3 -s -D; echo up; sleep 100000']);
await new Promise((resolve) => shell.stdout.once('data', resolve));
process.stdout.write('ready\n');
setInterval(() => {}, 1_000_000);
