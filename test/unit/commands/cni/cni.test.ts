import { describe, expect, it } from 'vitest';
import { runCni } from '../../../../src/commands/cni/run-cni.ts';
import { cniText } from '../../../../src/commands/cni/state-text.ts';
import type { CniFinding, CniNode, CniNodeDetail, CniState } from '../../../../src/contracts/cni.ts';
import { PlumblineError } from '../../../../src/contracts/errors.ts';
import { createStore } from '../../../../src/store/create-store.ts';

const finding = (health: CniFinding['health'], sentence: string, nextStep?: string): CniFinding => ({
  id: `test/${health}`,
  health,
  sentence,
  nextStep,
  from: [],
});

const node = (name: string, more: Partial<CniNode> = {}): CniNode => ({
  node: name,
  health: 'ok',
  cells: { agent: { text: 'ready', health: 'ok' }, mtu: { text: '1450', health: 'ok' } },
  findings: [],
  odd: [],
  way: {
    transport: 'ssh2',
    place: { kind: 'node', text: `node ${name} over ssh` },
    reason: 'SSH is the usual way.',
    sees: 'host',
  },
  problem: undefined,
  at: 1,
  ...more,
});

const well = [node('worker-1'), node('worker-2')];

const sick = node('worker-2', {
  health: 'fault',
  cells: { agent: { text: 'ready', health: 'ok' }, mtu: { text: '1500', health: 'fault' } },
  findings: [
    finding('fault', 'worker-2 has no forwarding entry for worker-1', 'Restart flannel there.'),
    finding('warning', 'the clock is 3 s behind'),
  ],
  odd: ['mtu 1500, others 1450'],
});

const unseen = (name: string) =>
  node(name, { health: 'unknown', cells: {}, way: undefined, problem: 'SSH was refused.', at: 2 });

const stateOf = (nodes: readonly CniNode[], more: Partial<CniState> = {}): CniState => ({
  name: 'flannel',
  deep: true,
  sentence: 'flannel v0.26.1 (vxlan)',
  facts: [],
  findings: [],
  columns: [
    { key: 'agent', title: 'AGENT' },
    { key: 'mtu', title: 'MTU' },
  ],
  nodes,
  looking: false,
  asOf: 3,
  ...more,
});

interface Options {
  readonly node?: string;
  readonly output?: 'text' | 'json';
  readonly detail?: CniNodeDetail;
  readonly refresh?: () => Promise<void>;
  readonly signal?: AbortSignal;
}

/** Runs the command on a desk that finds this state when it is asked to look. */
async function run(found: CniState | undefined, options: Options = {}) {
  const state = createStore<CniState | undefined>(undefined);
  let stdout = '';
  let stderr = '';
  const code = await runCni({
    cni: {
      state,
      refresh: async () => {
        await Promise.resolve();
        state.set(found);
        await options.refresh?.();
      },
      detail: () => Promise.resolve(options.detail),
    },
    node: options.node,
    output: options.output ?? 'text',
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    signal: options.signal ?? new AbortController().signal,
  });
  return { code, stdout, stderr };
}

describe('plumbline cni', () => {
  it.each<[string, number, CniState | undefined]>([
    ['every node is well', 0, stateOf(well)],
    ['a node is odd, which is no fault', 0, stateOf([node('worker-1', { health: 'warning' })])],
    ['a node has a fault', 1, stateOf([...well, sick, unseen('worker-3')])],
    ['the cluster has one', 1, stateOf(well, { findings: [finding('fault', 'the operator is degraded')] })],
    ['no node could be looked at', 3, stateOf([unseen('worker-1')])],
    ['a node could not be looked at: it may have a fault', 3, stateOf([...well, unseen('worker-3')])],
    ['no node is known', 3, stateOf([])],
    ['nothing was told', 3, undefined],
  ])('when %s ends with %i', async (_when, code, state) => {
    expect((await run(state)).code).toBe(code);
  });

  it('rejects with the words of the cluster where there is nothing to look at', async () => {
    const refused = new PlumblineError('The API server does not answer.', { kind: 'unreachable', operation: 'look' });
    await expect(run(undefined, { refresh: () => Promise.reject(refused) })).rejects.toBe(refused);
  });

  it('prints the state as a document for programs', async () => {
    const { stdout } = await run(stateOf(well), { output: 'json' });
    expect(JSON.parse(stdout)).toMatchObject({
      apiVersion: 'plumbline/v1',
      kind: 'CniState',
      nodes: [{ node: 'worker-1' }, { node: 'worker-2' }],
    });
  });

  it('prints what was found until it was stopped', async () => {
    const stopping = new AbortController();
    const never = () => new Promise<void>(() => stopping.abort());
    const waiting = node('worker-1', { at: undefined, health: 'unknown', way: undefined });
    const { code, stdout, stderr } = await run(stateOf([waiting]), { refresh: never, signal: stopping.signal });
    expect([code, stderr]).toEqual([3, 'plumbline: stopped.\n']);
    expect(stdout).toContain('NOT LOOKED AT: worker-1: The look ended before it answered.');
  });
});

describe('plumbline cni --node', () => {
  it('tells a node that there is not at once, with near names, as bad usage', async () => {
    const never = () => new Promise<void>(() => {});
    await expect(run(stateOf(well), { node: 'worker1', refresh: never })).rejects.toMatchObject({
      message: "There is no node 'worker1'. Did you mean worker-1 or worker-2?",
      kind: 'usage',
    });
  });

  it('tells all findings of the node, what is well too, and how it was reached; the exit code is that of the node', async () => {
    const detail = { node: node('worker-1', { findings: [finding('ok', 'all routes are there')] }) };
    const { code, stdout } = await run(stateOf([...well.slice(0, 1), sick]), {
      node: 'worker-1',
      detail: { ...detail, facts: undefined, raw: [] },
    });
    expect(code).toBe(0);
    expect(stdout).toBe(
      [
        'node worker-1: ok',
        'Reached as node worker-1 over ssh. SSH is the usual way.',
        '',
        'all routes are there.',
        '',
        'AGENT  ready',
        'MTU    1450',
        '',
      ].join('\n'),
    );
  });

  it('prints what was read there as a document for programs', async () => {
    const { stdout } = await run(stateOf([sick]), {
      node: 'worker-2',
      output: 'json',
      detail: { node: sick, facts: undefined, raw: [] },
    });
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'CniNodeDetail', node: { node: 'worker-2' }, raw: [] });
  });
});

describe('the page of a CNI', () => {
  it('has the sick nodes first, then what is amiss by gravity, what is odd, what was not seen, and what is set', () => {
    const state = stateOf([node('worker-1'), unseen('worker-4'), sick, unseen('worker-3')], {
      findings: [finding('warning', 'a pool is nearly full')],
      facts: [{ name: 'net-conf.json', text: 'vxlan, 10.244.0.0/16', health: 'ok' }],
    });
    expect(cniText(state)).toBe(
      [
        'flannel v0.26.1 (vxlan).',
        '',
        'NODE      STATE  AGENT  MTU',
        'worker-2  FAULT  ready  1500!',
        'worker-1  ok     ready  1450',
        'worker-3  ?      -      -',
        'worker-4  ?      -      -',
        '',
        'FAULT: worker-2 has no forwarding entry for worker-1.',
        '  next: Restart flannel there.',
        'WARNING: a pool is nearly full.',
        'WARNING: worker-2: the clock is 3 s behind.',
        '',
        'UNLIKE THE OTHERS: worker-2: mtu 1500, others 1450',
        '',
        'NOT LOOKED AT: worker-3, worker-4: SSH was refused.',
        '',
        'net-conf.json: vxlan, 10.244.0.0/16',
        '',
      ].join('\n'),
    );
  });

  it('does not say of a node that told something that it was not looked at', () => {
    const partly = node('worker-1', { health: 'unknown', problem: 'It did not answer in time.' });
    expect(cniText(stateOf([partly]))).toContain('\nNOT ALL LOOKED AT: worker-1: It did not answer in time.\n');
  });

  it('tells what is the same on many nodes once', () => {
    const findings = [finding('warning', 'the clock is behind')];
    const nodes = ['a', 'b', 'c', 'd', 'e'].map((name) => node(name, { health: 'warning', findings }));
    expect(cniText(stateOf(nodes))).toContain('WARNING: a, b, c and 2 more: the clock is behind.\n');
  });

  it('stays within 80 columns and leaves no column out: what has no room follows below', () => {
    const columns = Array.from({ length: 12 }, (_, index) => ({ key: `key-${index}`, title: `COLUMN${index}` }));
    const name = `ip-10-0-1-23.eu-central-1.compute.internal.${'x'.repeat(20)}`;
    const long = node(name, {
      health: 'fault',
      cells: Object.fromEntries(columns.map(({ key }) => [key, { text: 'established', health: 'ok' as const }])),
      findings: [finding('fault', 'a word and another '.repeat(12))],
    });
    const text = cniText(stateOf([long], { columns }));
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    for (const { title } of columns) expect(text).toContain(title);
  });

  it('lets nothing through that moves the cursor', () => {
    const hostile = node('worker-1', { health: 'fault', findings: [finding('fault', 'bad \u001b[2Jnews')] });
    expect(cniText(stateOf([hostile]))).not.toContain('\u001b');
  });
});
