import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Backend } from '../../demo/backend.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { addressOf, objects, pod, programs, run, start, startedLab } from './support/bench.ts';

describeWithPrograms('exec in the lab', programs, () => {
  let lab: Backend;
  const frontend = pod('shop/frontend', 'worker-1');
  const cart = pod('shop/cart', 'worker-1');

  beforeAll(async () => {
    lab = await startedLab();
  });
  afterAll(() => lab.stop());

  it('keeps stdout, stderr and the exit code apart', async () => {
    expect(await run(lab, frontend, 'sh', '-c', 'echo out; echo err >&2; exit 7')).toEqual({
      code: 7,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  it('passes arguments as they are, whatever they hold', async () => {
    const odd = ['a b', "it's", '$HOME', '"', '\n', ''];
    const { stdout } = await run(lab, frontend, 'printf', '[%s]', ...odd);
    expect(stdout).toBe(odd.map((word) => `[${word}]`).join(''));
  });

  it('reports a signal as 128 and its number', async () => {
    expect((await run(lab, frontend, 'sh', '-c', 'kill -9 $$')).code).toBe(137);
  });

  it('hands input to the program and tells it where it ends', async () => {
    const cat = await start(lab, frontend, ['cat'], true);
    let text = '';
    cat.stdout.on('data', (bytes: Buffer) => {
      text += bytes.toString();
    });
    cat.stdin.end('first\nsecond');
    expect(await cat.exitCode).toBe(0);
    expect(text).toBe('first\nsecond');
  });

  it('gives a program without input an end of file at once', async () => {
    expect((await run(lab, frontend, 'cat')).stdout).toBe('');
  });

  it('survives input that the program never reads', async () => {
    const process = await start(lab, frontend, ['true'], true);
    process.stdin.write('x'.repeat(1_000_000));
    expect(await process.exitCode).toBe(0);
  });

  it('says in the runtime’s words that a program is not in the image', async () => {
    await expect(run(lab, pod('shop/catalog'), 'ping', '-c', '1', '10.0.0.1')).rejects.toThrow(
      'OCI runtime exec failed: exec failed: unable to start container process: exec: "ping": executable file not found in $PATH: unknown',
    );
  });

  it('says in the runtime’s words that a path is not in the image', async () => {
    await expect(run(lab, pod('shop/catalog'), '/bin/sh', '-c', 'true')).rejects.toThrow(
      'exec: "/bin/sh": stat /bin/sh: no such file or directory',
    );
  });

  it('lets a shell in a container find the programs of its image only', async () => {
    const { code, stdout } = await run(lab, pod('shop/redis-0'), 'sh', '-c', 'command -v getent && command -v ping');
    expect(stdout).toMatch(/getent$/m);
    expect(stdout).not.toContain('ping');
    expect(code).not.toBe(0);
  });

  it('runs BusyBox’s ping in an image built on BusyBox', async () => {
    const { stdout } = await run(lab, cart, 'ping', '-c', '1', '127.0.0.1');
    expect(stdout).toContain('seq=0');
  });

  it('runs programs under the pod’s host name and environment', async () => {
    const { stdout } = await run(lab, frontend, 'sh', '-c', 'hostname; cat /etc/hostname; echo $BACKEND_URL');
    const name = frontend.metadata.name;
    expect(stdout).toBe(`${name}\n${name}\nhttp://backend.shop.svc.cluster.local:8080\n`);
  });

  it('captures packets with tcpdump', async () => {
    const dump = await start(lab, frontend, ['timeout', '20', 'tcpdump', '-lnc', '1', 'icmp']);
    let text = '';
    dump.stdout.on('data', (bytes: Buffer) => {
      text += bytes.toString();
    });
    await new Promise<void>((resolve) => {
      dump.stderr.on('data', (bytes: Buffer) => {
        if (bytes.includes('listening on')) resolve();
      });
    });
    await run(lab, frontend, 'ping', '-c', '1', addressOf(pod('shop/backend', 'worker-2')));
    expect(await dump.exitCode).toBe(0);
    expect(text).toContain('ICMP echo request');
  });

  it('ends what a program started, in process groups of their own too', async () => {
    const shell = await start(lab, frontend, ['sh', '-c', 'timeout 4321 sleep 4321 & echo started; wait']);
    await new Promise((resolve) => shell.stdout.once('data', resolve));
    shell.kill('SIGKILL');
    await shell.exitCode;
    const { stdout } = await run(lab, frontend, 'ps', 'ax');
    expect(stdout).not.toContain('sleep 4321');
  });

  it('lets a program that is asked to end take its leave', async () => {
    const shell = await start(lab, frontend, [
      'sh',
      '-c',
      'trap "echo bye; exit 3" TERM; echo up; while :; do sleep 0.1; done',
    ]);
    let text = '';
    const up = new Promise<void>((resolve) => {
      shell.stdout.on('data', (bytes: Buffer) => {
        text += bytes.toString();
        resolve();
      });
    });
    await up;
    shell.kill('SIGTERM');
    expect(await shell.exitCode).toBe(3);
    expect(text).toContain('bye');
  });

  it('hands on each line of ping as it is printed', async () => {
    const ping = await start(lab, frontend, ['ping', '-i', '0.2', '-w', '30', '127.0.0.1']);
    const first = await new Promise<Buffer>((resolve) => ping.stdout.once('data', resolve));
    expect(first.toString()).toContain('PING 127.0.0.1');
    ping.kill('SIGTERM');
    await ping.exitCode;
  });

  it('ends programs in a pod that is deleted, and starts none in it', async () => {
    const { metadata } = cart;
    const sleep = await start(lab, cart, ['sh', '-c', 'echo up; exec sleep 1000']);
    await new Promise((resolve) => sleep.stdout.once('data', resolve));
    await lab.sync({ ...objects, pods: objects.pods.filter((object) => object !== cart) });
    expect(await sleep.exitCode).toBe(137);
    await expect(run(lab, cart, 'true')).rejects.toThrow('container not running');
    await lab.sync(objects);
    expect((await run(lab, cart, 'hostname')).stdout.trim()).toBe(metadata.name);
  });

  it('gives a pod that is created again under the same name and address a place of its own', async () => {
    const redis = pod('shop/redis-0');
    const next = { ...redis, metadata: { ...redis.metadata, uid: 'another' } };
    await lab.sync({ ...objects, pods: objects.pods.map((object) => (object === redis ? next : object)) });
    await expect(run(lab, redis, 'true')).rejects.toThrow('container not running');
    expect((await run(lab, next, 'hostname')).stdout.trim()).toBe('redis-0');
    await lab.sync(objects);
  });

  it('gives a program a terminal when one is asked for', async () => {
    const answer = await lab.exec({
      pod: frontend,
      container: 'web',
      argv: ['sh', '-c', 'test -t 0 && test -t 1 && echo "it is one"'],
      stdin: true,
      tty: true,
    });
    if (!answer.started) throw new Error(answer.message);
    let text = '';
    answer.process.stdout.on('data', (bytes: Buffer) => {
      text += bytes.toString();
    });
    expect(await answer.process.exitCode).toBe(0);
    expect(text).toContain('it is one');
  });

  it('keeps what a program writes away from the machine and from other pods', async () => {
    await run(lab, frontend, 'sh', '-c', 'echo mine >/tmp/plumbline-lab-test');
    const elsewhere = await run(lab, pod('shop/frontend', 'worker-2'), 'cat', '/tmp/plumbline-lab-test');
    expect(elsewhere.stderr).toContain('No such file or directory');
    expect(existsSync('/tmp/plumbline-lab-test')).toBe(false);
  });
});
