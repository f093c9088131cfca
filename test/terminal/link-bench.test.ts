import { afterEach, describe, expect, it } from 'vitest';
import { type DemoProgram, startDemoProgram } from '../support/demo-program.ts';

/*
 * The main job as an operator does it: on the built program, on a real terminal, with nothing but the keyboard.
 */

const escape = '\u001b';
let demo: DemoProgram | undefined;
afterEach(async () => {
  await demo?.end();
  demo = undefined;
});

/** Filters the pod list by a word and marks the first row that is left. */
async function markPod({ program }: DemoProgram, word: string, key: 's' | 'd', said: RegExp): Promise<void> {
  program.type('/');
  await program.waitFor(/\/_ +31 of 31/);
  program.type(word);
  await program.waitFor(new RegExp(`/${word}_ +\\d of 31`));
  program.type('\r');
  await program.waitFor(new RegExp(`/${word} +\\d of 31`));
  program.type(key);
  await program.waitFor(said);
  program.type(escape);
  await program.waitFor((screen) => screen.includes('pods 31') && !screen.includes(' of 31'));
}

async function openBench(columns: number, rows: number): Promise<DemoProgram> {
  demo = startDemoProgram(['--backend', 'simulate'], { columns, rows });
  await demo.program.waitFor(/31 pods.* live /, 60_000);
  demo.program.type('1]');
  await demo.program.waitFor(/pods 31/);
  return demo;
}

describe('the link bench by keyboard', () => {
  it('measures a link at 80x24, tab by tab, and says what it measured when it is left', async () => {
    const bench = await openBench(80, 24);
    const { program } = bench;
    await markPod(bench, 'frontend', 's', /source shop\/frontend-/);
    await markPod(bench, 'backend', 'd', /destination shop\/backend-/);

    program.type('4');
    await program.waitFor(/from shop\/frontend-[^]*to {3}shop\/backend-\S+ {2}TCP \d+/);
    await program.waitFor(/declared {2}ALLOW {2}out: no policy · in: shop\/backend-ingress#1/);
    program.type('t');
    await program.waitFor(/measured {2}OPEN[^]*connect {3}\* TCP [\d.:]+ is open/);
    program.type('p');
    await program.waitFor(/latency {3}\* [2-9]\d* sent, 0\.0 % lost, p50 [\d.]+ ms/);
    // The rows below hold the same in small.
    await program.waitFor(/latency, ms[^]*0 ┤/);
    program.type('n');
    await program.waitFor(/DNS {7}.*(resolves|answered|cluster\.local)/);

    program.type('5');
    await program.waitFor(
      /loss 0\.0 % \(0\/\d+\) {2}p50 [\d.]+ {2}p95 [\d.]+ {2}p99 [\d.]+[^]*avg [\d.]+[^]*jitter [\d.]+/,
    );
    program.type('b');
    await program.waitFor(/Measure bandwidth[^]*sends as much as the path carries to/);
    program.type('\r');
    await program.waitFor(/\[6 Bandwidth\][^]*[GM]bit\/s {2}TCP, 10 s/);
    await program.waitFor(/TCP [\d.]+ [GM]bit\/s in 10 s[^]*retransmits \d+/, 40_000);

    program.type('e');
    const evidence = await program.waitFor(/\[Evidence\][^]*iperf3/);
    expect(evidence).toMatch(/exit 0 +iperf3 -c/);
    program.type('\r');
    await program.waitFor(/\$ kubectl [^]*exec -n shop/);
    program.type(escape);
    await program.waitFor(/exit 0 +iperf3 -c/);
    program.type(escape);
    await program.waitFor((screen) => !screen.includes('[Evidence]'));

    program.type('7');
    await program.waitFor(/>\[ \] Gather pod names/);
    program.type(' ');
    await program.waitFor(/>\[x\] Gather pod names[^]*Checklist 1\/13, next: Document/);

    program.type('q');
    await program.waitFor(/still running\. Stop and quit\?/);
    program.type('y');
    expect((await program.exited).exitCode).toBe(0);
    const after = program.raw().slice(program.raw().lastIndexOf('\u001b[?1049l'));
    expect(after).toMatch(/link +shop\/frontend-/);
    for (const part of ['TCP', '0 % lost', 'bit/s', 'record']) expect(after).toContain(part);
  }, 120_000);

  it('shows all seven panes of a measured link at once at 120x40', async () => {
    const bench = await openBench(120, 40);
    const { program } = bench;
    await markPod(bench, 'frontend', 's', /source shop\/frontend-/);
    await markPod(bench, 'backend', 'd', /destination shop\/backend-/);
    program.type('t');
    program.type('p');
    const screen = await program.waitFor(/measured {2}OPEN[^]*loss 0\.0 % \(0\/[3-9]\)/);
    for (const title of ['1 Cluster', '2 CNI', '3 Policies', '4 Link', '5 Latency', '6 Bandwidth', '7 Checklist']) {
      expect(screen).toContain(title);
    }
    expect(screen).toMatch(/flannel v[\d.]+ vxlan {2}3\/3 ready/);
    for (const name of ['p50', 'p95', 'p99', 'min', 'avg', 'jitter'])
      expect(screen).toMatch(new RegExp(`${name} [\\d.]+`));
  }, 90_000);
});
