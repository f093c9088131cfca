import { startBenchCluster } from '../bench-cluster.ts';
import { governedShape, podWords } from '../cluster/shape.ts';
import type { Bench } from '../figure.ts';
import { keyFigures, pressAll } from '../keys.ts';
import { longestLag } from '../loop-lag.ts';
import { peakMemory, processorSeconds, residentMemory, watchIdleLag } from '../machine.ts';
import { pause, startBenchProgram } from '../program.ts';

/** What bin/plumbline of the tarball sets: glibc keeps two heaps, not one for every thread. */
const asPackaged = { MALLOC_ARENA_MAX: '2' };
const port = 8080;
/** Of the namespace of the destination: 'app-to-app' is the second kind of policy there. */
const destinationWorkload = 7;
const sourceWorkload = 8;
const edited = governedShape.namespaces + destinationWorkload;

/** The program on the largest cluster under the most policies: the matrix, a verdict, and a policy edited under a followed link. */
export const policyScreen: Bench = {
  name: 'policy/screen',
  patience: 600_000,
  async run() {
    const cluster = await startBenchCluster(governedShape, 'streaming');
    const idleLag = watchIdleLag();
    const [source, destination] = [sourceWorkload, destinationWorkload].map((workload) => {
      const { namespace, name } = podWords(governedShape, workload * governedShape.replicas, 0);
      return `${namespace}/${name}`;
    });
    const started = await startBenchProgram(
      async (folder) => [
        '--kubeconfig',
        await cluster.kubeconfig(folder),
        ...['--from', String(source), '--to', `${destination}:${port}`],
      ],
      { columns: 120, rows: 50, env: asPackaged },
    );
    const { program, folder } = started;
    const timed = async (work: () => Promise<unknown>) => {
      const [began, processor] = [performance.now(), processorSeconds(program.pid)];
      await work();
      return { ms: performance.now() - began, processor: (processorSeconds(program.pid) - processor) * 1000 };
    };
    try {
      await program.waitFor(new RegExp(`\\b${governedShape.pods} pods.* live`), 240_000);
      await program.waitFor(/declared {2}DENY/, 60_000);
      await pause(2000);
      const listed = peakMemory(program.pid);
      const edit = await timed(() => {
        cluster.editPolicy(edited);
        return program.waitFor(/declared {2}ALLOW/, 30_000);
      });
      cluster.editPolicy(edited);
      await program.waitFor(/declared {2}DENY/, 30_000);
      program.type('M');
      // What is typed while every flow is reckoned: the port, over and over.
      const keys = await pressAll(program, Array.from({ length: 4 }, () => ['p', '1', '2', '\u001b']).flat());
      await program.waitFor(/from team-0/, 60_000);
      await program.waitFor(new RegExp(`${governedShape.namespaces} × ${governedShape.namespaces}`), 60_000);
      const moving = await pressAll(
        program,
        Array.from({ length: 20 }, () => '\u001b[B'),
      );
      program.type('\u001b');
      await pause(1000);
      const verdict = await timed(async () => {
        program.type('V');
        await program.waitFor(/DENIED/, 30_000);
      });
      const changes = await timed(() => program.waitFor((screen) => /Smallest change/.test(screen), 60_000));
      const used = residentMemory(program.pid);
      program.type('\u001b');
      await pause(75_000);
      const idle = await idleLag();
      const size = `${governedShape.pods} pods, ${governedShape.policies} policies`;
      return [
        { name: `${size}: memory when listed`, value: listed, unit: 'MB' },
        { name: 'a policy edited, to the Link pane', value: edit.ms, unit: 'ms', remark: 'throttled to 500 ms' },
        {
          name: 'a policy edited: processor',
          value: edit.processor,
          unit: 'ms',
          remark: 'all threads, half a second of the program with its frames',
        },
        ...keyFigures('keys while the index is made', keys, 50),
        ...keyFigures('moving in the matrix', moving, 50),
        { name: 'a verdict on the screen', value: verdict.ms, unit: 'ms' },
        {
          name: 'changes weighed after it',
          value: changes.ms,
          unit: 'ms',
          bar: 2000,
          remark: `processor time ${changes.processor.toFixed(0)} ms`,
        },
        {
          name: 'peak memory with the index',
          value: peakMemory(program.pid),
          unit: 'MB',
          bar: 400,
          remark: `${used.toFixed(0)} MB with the index at rest`,
        },
        { name: 'memory when nobody asked for a minute', value: residentMemory(program.pid), unit: 'MB' },
        {
          name: 'longest block of the screen',
          value: longestLag(folder),
          unit: 'ms',
          bar: 50,
          remark: `an idle process beside it: ${idle.toFixed(0)} ms`,
        },
      ];
    } finally {
      await started.end();
      await cluster.end();
    }
  },
};
