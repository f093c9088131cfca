import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type DoctorParts, runDoctor } from '../../../../src/commands/doctor/run-doctor.ts';
import type { DoctorReport } from '../../../../src/commands/doctor/report.ts';
import { configSchema } from '../../../../src/config/schema.ts';
import type { AccessAnswer } from '../../../../src/contracts/cluster.ts';
import { PlumblineError } from '../../../../src/contracts/errors.ts';
import { connected, fakeCluster } from './fake-cluster.ts';

const allowed: AccessAnswer = { state: 'allowed' };
const denied: AccessAnswer = { state: 'denied', reason: 'no RBAC rule matches' };

function home(): string {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function examine(parts: Partial<DoctorParts>): Promise<{ code: number; text: string }> {
  const folder = home();
  let text = '';
  const code = await runDoctor({
    env: { TERM: 'xterm-256color', LANG: 'en_GB.UTF-8' },
    mode: 'observe',
    version: '0.1.0',
    paths: {
      configFile: join(folder, 'config.yaml'),
      stateFolder: join(folder, 'state', 'plumbline'),
      runtimeFolder: folder,
      cacheFolder: join(folder, 'cache', 'plumbline'),
    },
    output: { isTerminal: true, columns: 120, rows: 40 },
    config: () => Promise.resolve(configSchema.parse({})),
    cluster: () => fakeCluster(connected, () => Promise.resolve(allowed)),
    proxy: () => Promise.resolve('none'),
    findProgram: (program) => Promise.resolve(`/usr/bin/${program}`),
    ask: () => Promise.resolve('tmux 3.3a'),
    patience: 50,
    format: 'text',
    print: (more) => {
      text += more;
    },
    ...parts,
  });
  return { code, text };
}

describe('a cluster that can be worked on', () => {
  it('ends with 0 and says that nothing is missing', async () => {
    const { code, text } = await examine({});
    expect(code).toBe(0);
    expect(text).toContain('answers       yes, v1.33.1');
    expect(text).toContain('allowed       get and create: pods/exec\n');
    expect(text).toMatch(/Nothing is missing\.\n$/);
  });

  it('is waited for', async () => {
    const cluster = fakeCluster({ ...connected, phase: 'connecting' }, () => Promise.resolve(allowed));
    setTimeout(() => cluster.set(connected), 20);
    expect((await examine({ cluster: () => cluster, patience: 10_000 })).code).toBe(0);
    expect(cluster.closed).toBe(true);
  });

  it('is one document as JSON', async () => {
    const { text } = await examine({ format: 'json' });
    const report = JSON.parse(text) as DoctorReport;
    expect(report).toMatchObject({ apiVersion: 'plumbline/v1', kind: 'DoctorReport', missing: [] });
    expect(report.versions.node).toBe(process.versions.node);
  });
});

describe('helpers', () => {
  const image = 'registry.internal/netshoot:v1';
  it('are made of the image that is set', async () => {
    const { text } = await examine({ config: () => Promise.resolve(configSchema.parse({ reach: { image } })) });
    expect(text).toContain(`Helpers\n  image         ${image}\n`);
  });

  it('have no image by themselves: what would be proposed is said', async () => {
    const nodes = { items: [{ metadata: { name: 'worker-1' }, status: { images: [{ names: ['busybox:1.37'] }] } }] };
    const cluster = { ...fakeCluster(connected, () => Promise.resolve(allowed)), api: () => Promise.resolve(nodes) };
    const { text } = await examine({ cluster: () => cluster });
    expect(text).toContain('none is set (reach.image); would propose busybox:1.37 (on node worker-1 already)');
  });

  it('have no image where nodes cannot be read either', async () => {
    expect((await examine({})).text).toContain('none is set (reach.image); and none is proposed');
  });
});

describe('the kinds of helpers', () => {
  it('are told with what may be made of them, also in observe mode', async () => {
    const { text } = await examine({
      cluster: () =>
        fakeCluster(connected, ({ subresource }) =>
          Promise.resolve(subresource === 'ephemeralcontainers' ? denied : allowed),
        ),
    });
    expect(text).toContain('  denied        a debug container in shop: patch pods/ephemeralcontainers\n');
    expect(text).toContain('  allowed       a probe pod in shop\n');
    expect(text).toContain('  allowed       a debug pod on a node in kube-system\n');
    expect(text).toMatch(/Nothing is missing\.\n$/);
  });

  it('that cannot be asked about are unknown', async () => {
    const { text } = await examine({
      cluster: () => fakeCluster(connected, () => Promise.reject(new Error('the socket broke'))),
    });
    expect(text).toContain('  unknown       a debug container in shop: get pods and patch pods/ephemeralcontainers\n');
  });
});

it('the same verb for one object and for all is named once', async () => {
  expect((await examine({ mode: 'probe' })).text).not.toContain('get and get');
});

it('the proxy on the way to the server is named, and unknown where there is no server', async () => {
  const proxy = (): Promise<string> => Promise.resolve('http://proxy:3128 (HTTPS_PROXY)');
  expect((await examine({ proxy })).text).toContain('  proxy         http://proxy:3128 (HTTPS_PROXY)\n');
  const nobody = (): Promise<string> => Promise.reject(new Error('There is no kubeconfig.'));
  expect((await examine({ proxy: nobody })).text).toContain('  proxy         unknown\n');
});

it('the cache folder is among the paths', async () => {
  expect((await examine({})).text).toMatch(/ {2}cache {9}\/.*\/cache\/plumbline \(absent: made when needed\)\n/);
});

describe('what is not allowed', () => {
  it('is named with what it is good for, and plumbline still works', async () => {
    const { code, text } = await examine({
      cluster: () =>
        fakeCluster(connected, ({ subresource }) => Promise.resolve(subresource === 'exec' ? denied : allowed)),
    });
    expect(code).toBe(0);
    expect(text).toContain('Not allowed: get and create pods/exec (to run probes in pods).');
    expect(text).toContain('no RBAC rule matches');
  });

  it('in the whole cluster but in the namespace is said so', async () => {
    const { code, text } = await examine({
      cluster: () =>
        fakeCluster(connected, ({ resource, namespace }) =>
          Promise.resolve(resource === 'pods' && namespace === undefined ? denied : allowed),
        ),
    });
    expect(code).toBe(0);
    expect(text).toContain('only there    in shop: list, watch and get: pods\n');
  });

  it('ends with 3 when it is to list pods', async () => {
    const { code } = await examine({
      cluster: () => fakeCluster(connected, ({ resource }) => Promise.resolve(resource === 'pods' ? denied : allowed)),
    });
    expect(code).toBe(3);
  });

  it('and cannot even be asked is unknown, not denied', async () => {
    const { code, text } = await examine({
      cluster: () => fakeCluster(connected, () => Promise.reject(new Error('the socket broke'))),
    });
    expect(code).toBe(0);
    expect(text).toContain('Not known whether it is allowed: list, watch and get pods');
    expect(text).toContain('the socket broke');
  });
});

describe('a cluster that cannot be worked on', () => {
  it('ends with 3, its sentence and the next step', async () => {
    const { code, text } = await examine({
      cluster: () =>
        fakeCluster(
          {
            ...connected,
            phase: 'failing',
            problem: { kind: 'unreachable', sentence: '10.0.0.1:6443 refuses.', nextStep: 'Is it up?', since: 1 },
          },
          () => Promise.resolve(allowed),
        ),
    });
    expect(code).toBe(3);
    expect(text).toContain('- 10.0.0.1:6443 refuses. Is it up?');
  });

  it('ends with 3 when it does not answer at all', async () => {
    const { code, text } = await examine({
      cluster: () => fakeCluster({ ...connected, phase: 'connecting' }, () => Promise.resolve(allowed)),
    });
    expect(code).toBe(3);
    expect(text).toContain('No answer within');
  });

  it('ends with 3 when there is none', async () => {
    const { code, text } = await examine({
      cluster: () => {
        throw new PlumblineError('There is no kubeconfig.', { kind: 'configuration', operation: 'open' });
      },
    });
    expect(code).toBe(3);
    expect(text).toContain('There is no kubeconfig.');
  });
});

it('a broken config file ends with 2 and its sentence', async () => {
  const { code, text } = await examine({
    config: () =>
      Promise.reject(new PlumblineError('c.yaml:2: theme: …', { kind: 'configuration', operation: 'read' })),
  });
  expect(code).toBe(2);
  expect(text).toContain('c.yaml:2: theme: …');
});

it('a state folder that cannot be made is missing', async () => {
  const folder = home();
  writeFileSync(join(folder, 'file'), '');
  const { text } = await examine({
    paths: {
      configFile: join(folder, 'c'),
      stateFolder: join(folder, 'file', 'plumbline'),
      runtimeFolder: folder,
      cacheFolder: folder,
    },
  });
  expect(text).toContain(`${join(folder, 'file')} is not a folder: nothing will be kept across restarts.`);
});

it('prints no secrets and no control sequences, whatever the cluster says', async () => {
  for (const format of ['text', 'json'] as const) {
    const { text } = await examine({
      format,
      cluster: () =>
        fakeCluster(
          {
            ...connected,
            server: 'https://op:hunter2@10.0.0.1:6443',
            phase: 'failing',
            problem: {
              kind: 'authentication',
              sentence: 'token=abcdef1234 \u001b[2J refused',
              nextStep: undefined,
              since: 1,
            },
          },
          () => Promise.resolve(allowed),
        ),
    });
    expect(text).not.toMatch(/hunter2|abcdef1234|\u001b/);
    expect(text).toContain('10.0.0.1:6443');
  }
});

describe('the terminal', () => {
  it('inside tmux is named with its version', async () => {
    const { text } = await examine({ env: { TERM: 'tmux-256color', TMUX: '/tmp/tmux-0/default,1,0' } });
    expect(text).toContain('inside        tmux 3.3a');
  });

  it('that is too small is missing something', async () => {
    const { text } = await examine({ output: { isTerminal: true, columns: 50, rows: 10 } });
    expect(text).toContain('The terminal has 50x10 cells');
  });

  it('that is none has no size', async () => {
    const { text } = await examine({ output: { isTerminal: false, columns: undefined, rows: undefined } });
    expect(text).toContain('output        not a terminal');
  });
});

it('programs that are lacking are named with what they are for, and the demo simulates', async () => {
  const { text } = await examine({
    findProgram: (program) => Promise.resolve(program === 'nft' ? undefined : `/usr/bin/${program}`),
  });
  expect(text).toContain('nft           not found (the demo with real packets)');
  expect(text).toContain('real packets  no: lacks nft; the demo simulates');
});
