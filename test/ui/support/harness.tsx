/*
 * The screen on a fake session with a bench that moves: for tests on a real pseudo-terminal, for measuring bytes, and
 * for looking at it. PLUMBLINE_HARNESS_HZ sets how often the charts get a sample; `--live` starts with everything on.
 */
import { startScreen } from '../../../components/start.tsx';
import { outcomeOf } from '../../../src/commands/screen-end.ts';
import { makeLink } from '../../../src/link/link-id.ts';
import { bandwidthSeries, latencySeries } from './fake-bench.ts';
import { createFakeSession } from './fake-session.ts';
import { podRows } from './fake-rows.ts';

const session = createFakeSession();
const [source, , destination] = podRows;
const hertz = Number(process.env['PLUMBLINE_HARNESS_HZ'] ?? '4');
const live = process.argv.includes('--live');
const { bench } = session;

const start = bench.startLatency.bind(bench);
let timer: NodeJS.Timeout | undefined;
const tick = (() => {
  const times: (number | undefined)[] = [];
  const rates: number[] = [];
  return () => {
    times.push(times.length % 17 === 16 ? undefined : 0.2 + 0.1 * Math.sin(times.length / 3) + 0.05 * Math.random());
    rates.push(8.5 + Math.random());
    bench.store.update((all) => ({
      ...all,
      latency: { state: 'running', since: Date.now(), last: latencySeries(times.slice(-2000)) },
      bandwidth: { state: 'running', since: Date.now(), last: bandwidthSeries(rates.slice(-60), false) },
      connect: {
        state: 'running',
        since: Date.now(),
        last: {
          class: 'open',
          sentence: `TCP 10.244.2.8:8080 open after ${(1 + Math.random()).toFixed(2)} ms`,
          address: '10.244.2.8',
          port: 8080,
          program: 'nc',
          duration: 1,
          at: Date.now(),
          evidence: [],
        },
      },
      measured: { class: 'healthy', sentence: 'OPEN 1.2 ms · ping 0/20 lost' },
    }));
  };
})();
bench.startLatency = () => {
  start();
  timer ??= setInterval(tick, 1000 / hertz);
};

if (live && source !== undefined && destination !== undefined) {
  setTimeout(() => {
    bench.choose(makeLink(source.endpoint, destination.endpoint, 'TCP', 8080));
    bench.startLatency();
  }, 300);
}
if (process.argv.includes('--break-rendering')) {
  setTimeout(() => bench.store.update((all) => ({ ...all, dns: undefined as unknown as typeof all.dns })), 500);
}
if (process.argv.includes('--reject')) {
  setTimeout(() => void Promise.reject(new Error('rejected on purpose')), 500);
}
if (process.argv.includes('--throw')) {
  setTimeout(() => {
    throw new Error('thrown on purpose');
  }, 500);
}

const end = await startScreen(session, {
  environment: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  ...(process.argv.includes('--no-alt-screen') ? { alternateScreen: false } : {}),
});
clearInterval(timer);
process.stdout.write(`ended: ${end.reason} ${end.signal ?? ''}\n${bench.getSnapshot().measured.sentence}\n`);
if (end.error instanceof Error) process.stdout.write(`error: ${end.error.name}: ${end.error.message}\n`);
const { exitCode, text } = outcomeOf(end);
process.stderr.write(text);
process.exitCode = exitCode;
