import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createLab } from '../../demo/lab/create-lab.ts';
import { probeLab } from '../../demo/lab/probe-lab.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { addressOf, connect, objects, pod, programs, run, start, startedLab, world } from './support/bench.ts';

const frontend = pod('shop/frontend', 'worker-1');
const backend = pod('shop/backend', 'worker-2');

describeWithPrograms('the life of a lab', programs, () => {
  it('is possible on this machine', async () => {
    expect(await probeLab()).toEqual({ ok: true });
  });

  it('is said to be impossible, with the reason, where no namespaces may be made', async () => {
    const probe = new URL('./support/lab-probe.ts', import.meta.url).pathname;
    // A user namespace of its own, in which the limit can be set to none.
    const script = 'echo 0 >/proc/sys/user/max_net_namespaces; exec "$0" "$1"';
    const probing = spawn('unshare', ['-U', '-c', '--keep-caps', 'sh', '-c', script, process.execPath, probe]);
    const bytes = await probing.stdout.toArray();
    expect(JSON.parse(Buffer.concat(bytes).toString())).toEqual({
      ok: false,
      reason: expect.stringMatching(/^This machine does not let a plain user build networks: ./),
    });
  });

  it('is possible for root of a container that has no other user', async () => {
    const probe = new URL('./support/lab-probe.ts', import.meta.url).pathname;
    const probing = spawn('unshare', ['-U', '-r', process.execPath, probe]);
    const bytes = await probing.stdout.toArray();
    expect(JSON.parse(Buffer.concat(bytes).toString())).toEqual({ ok: true });
  });

  it('is stopped while it starts, and leaves nothing', async () => {
    const before = new Set(childrenOf(process.pid));
    const lab = createLab();
    const starting = lab.start(world, objects).catch(() => 'failed');
    await lab.stop();
    await starting;
    expect(childrenOf(process.pid).filter((pid) => !before.has(pid))).toEqual([]);
  });

  it('ends with nothing left when it is stopped', async () => {
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8');
    const before = new Set(childrenOf(process.pid));
    const lab = await startedLab();
    const [door] = childrenOf(process.pid).filter((pid) => !before.has(pid));
    const namespace = readlinkSync(`/proc/${door}/ns/pid_for_children`);
    const asleep = await start(lab, frontend, ['sh', '-c', 'echo up; exec sleep 1000']);
    await new Promise((resolve) => asleep.stdout.once('data', resolve));
    expect(processesIn(namespace).length).toBeGreaterThan(objects.pods.length);
    await lab.stop();
    expect(await asleep.exitCode).toBe(137);
    expect(processesIn(namespace)).toEqual([]);
    expect(childrenOf(process.pid).filter((pid) => !before.has(pid))).toEqual([]);
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).toBe(mounts);
  });

  it('ends with nothing left within 10 s when its owner is killed', async () => {
    const owner = await ownerOfLab();
    const children = childrenOf(owner.pid ?? 0);
    const namespaces = children.map((pid) => readlinkSync(`/proc/${pid}/ns/pid_for_children`));
    const [namespace = ''] = namespaces;
    expect(processesIn(namespace).length).toBeGreaterThan(objects.pods.length);
    owner.kill('SIGKILL');
    await until(() => processesIn(namespace).length === 0 && children.every((pid) => !isAlive(pid)), 10_000);
    expect(processesIn(namespace)).toEqual([]);
    expect(children.filter(isAlive)).toEqual([]);
  });

  it('does not end by a signal to its owner’s process group, which Ctrl-C is', async () => {
    const owner = await ownerOfLab();
    const [door = 0] = childrenOf(owner.pid ?? 0);
    // Field 5 of proc(5) stat is the process group.
    const group = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[2];
    expect(group(door)).not.toBe(group(owner.pid ?? 0));
    owner.kill('SIGKILL');
    await until(() => !isAlive(door), 10_000);
  });

  it('does not disturb another lab at the same time, with the same addresses', async () => {
    const [first, second] = await Promise.all([startedLab(), startedLab()]);
    await first.sync({ ...objects, pods: objects.pods.filter((object) => object !== backend) });
    expect(await connect(second, frontend, addressOf(backend), 8080)).toBe('open');
    await first.stop();
    const { stdout } = await run(second, frontend, 'ping', '-c', '2', '-i', '0.2', addressOf(backend));
    expect(stdout).toContain(' 0% packet loss');
    await second.stop();
  });

  it('can be stopped twice, and before it was started', async () => {
    const lab = createLab();
    await lab.stop();
    await lab.start(world, objects);
    await lab.stop();
    await lab.stop();
  });

  it('leaves nothing when its start fails, and says why', async () => {
    const before = childrenOf(process.pid).length;
    const twice = [...world.nodes.slice(0, 1), ...world.nodes.slice(0, 1)];
    const lab = createLab();
    await expect(lab.start({ ...world, nodes: twice }, objects)).rejects.toThrow('worker-1');
    await lab.stop();
    expect(childrenOf(process.pid).length).toBe(before);
  });

  it('says that a stopped lab runs nothing', async () => {
    const lab = await startedLab();
    await lab.stop();
    await expect(run(lab, frontend, 'true')).rejects.toThrow('container not running');
  });
});

async function ownerOfLab(): Promise<ChildProcess> {
  const script = new URL('./support/lab-owner.ts', import.meta.url).pathname;
  const owner = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    owner.once('exit', (code) => reject(new Error(`the owner of the lab ended with ${code}`)));
    owner.stdout.on('data', (bytes: Buffer) => {
      if (bytes.includes('ready')) resolve();
    });
  });
  return owner;
}

function processes(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function childrenOf(parent: number): number[] {
  return processes().filter((pid) => {
    try {
      return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1]) === parent;
    } catch {
      return false;
    }
  });
}

function processesIn(pidNamespace: string): number[] {
  return processes().filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/ns/pid`) === pidNamespace;
    } catch {
      return false;
    }
  });
}

function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function until(condition: () => boolean, patience: number): Promise<void> {
  const end = Date.now() + patience;
  while (!condition() && Date.now() < end) await sleep(50);
}
