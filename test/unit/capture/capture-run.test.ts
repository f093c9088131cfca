import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { decodePacket } from '../../../src/capture/decode/decode-packet.ts';
import { PcapReader } from '../../../src/capture/pcap/read-pcap.ts';
import { CaptureRun, type PlannedSide } from '../../../src/capture/session/capture-run.ts';
import type { CaptureRequest, CaptureState } from '../../../src/contracts/capture.ts';
import { PlumblineError } from '../../../src/contracts/errors.ts';
import { systemClock } from '../../../src/kube/clock.ts';
import { type FakeRun, fakeTcpdump } from './fake-tcpdump.ts';
import { captureFile } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'plumbline-captures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = readFileSync(captureFile('overlay-nanoseconds'));
const listening = 'tcpdump: listening on eth0, link-type EN10MB (Ethernet), snapshot length 320 bytes';
const exited = { kind: 'exited', code: 0 } as const;
const failed = (text: string): FakeRun => ({ stderr: [`tcpdump: ${text}`], end: { kind: 'exited', code: 1 } });

function side(runs: readonly FakeRun[] | PlumblineError): PlannedSide {
  const { runner } = fakeTcpdump(runs instanceof PlumblineError ? [] : runs);
  return {
    where: 'eth0 on node worker-1',
    position: { near: 'neither', point: 'node', node: 'worker-1' },
    open: () =>
      runs instanceof PlumblineError
        ? Promise.reject(runs)
        : Promise.resolve({
            where: 'eth0 on node worker-1',
            device: 'eth0',
            runner,
            sudo: true,
            way: undefined,
            filter: '',
            commandLine: 'tcpdump',
          }),
  };
}

async function start(sides: readonly PlannedSide[], more: Partial<CaptureRequest> = {}) {
  const request: CaptureRequest = {
    points: sides.map(() => ({ kind: 'node', node: 'worker-1', device: 'eth0' })),
    filter: 'host x',
    depth: 'headers',
    bounds: { duration: 5_000, packets: 1000, bytes: 1_000_000 },
    ...more,
  };
  const states: CaptureState[] = [];
  const run = await CaptureRun.start({
    request,
    sides,
    ends: undefined,
    clock: systemClock,
    runtimeFolder: folder,
    vxlanPorts: [],
    changed: (state) => states.push(state),
  });
  const ended = async (): Promise<CaptureState> => {
    await vi.waitFor(() => expect(states.at(-1)?.state).toBe('ended'), { timeout: 10_000, interval: 10 });
    return states.at(-1) ?? Promise.reject(new Error('no state'));
  };
  return { run, ended, states };
}

const whole: FakeRun = { stdout: [file], stderr: [listening, '0 packets dropped by kernel'], end: exited };

describe('a capture', () => {
  it('decodes what came, says what it means, and ends', async () => {
    const { run, ended } = await start([side([whole])]);
    const state = await ended();
    expect(state).toMatchObject({ total: 42, sides: [{ state: 'ended', packets: 42, dropped: 0 }] });
    expect(state.sentence).toMatch(/10\.244\.2\.5 tells 10\.244\.1\.5: prohibited by a filter/);
    expect(state.sentence).toMatch(/10\.244\.2\.5:8081 refuses 10\.244\.1\.5:53414 with RST/);
    expect(state.sentence).toMatch(/10\.244\.1\.5:54578 sent SYN to 10\.244\.2\.5:8082 2 times and no answer/);
    expect(state.packets.map(({ mark }) => mark)).toEqual(
      expect.arrayContaining(['retransmission', 'reset', 'prohibited']),
    );
    await run.close();
  });

  it('keeps headers only, and DNS; whole packets only where asked', async () => {
    const saved = async (depth: CaptureRequest['depth'], name: string) => {
      const { run, ended } = await start([side([whole])], { depth });
      await ended();
      await run.save(0, join(folder, name));
      await run.close();
      return new PcapReader().push(readFileSync(join(folder, name)));
    };
    const headers = await saved('headers', 'headers.pcap');
    expect(headers.map(({ data }) => data.length)).toEqual(
      headers.map(({ data }) => decodePacket(1, data).headerBytes),
    );
    const all = await saved('whole', 'whole.pcap');
    expect(all).toEqual(new PcapReader().push(file));
    expect(statSync(join(folder, 'whole.pcap')).mode & 0o777).toBe(0o600);
  });

  it('is saved where no file is yet, and nothing of it lies in the runtime folder', async () => {
    const { run, ended } = await start([side([whole])]);
    await ended();
    const there = join(folder, 'there.pcap');
    await run.save('all', there);
    await expect(run.save('all', there)).rejects.toMatchObject({ message: `${there} is there already.` });
    expect(readdirSync(folder).filter((name) => name.startsWith('capture-'))).toEqual([]);
    await run.close();
  });

  it('ends with as many packets as were asked for', async () => {
    const { run, ended } = await start([side([{ stdout: [file], stderr: [listening] }])], {
      bounds: { duration: 60_000, packets: 10, bytes: 1_000_000 },
    });
    expect(await ended()).toMatchObject({
      total: 10,
      sides: [{ state: 'ended', note: expect.stringContaining('As many packets') }],
    });
    await run.close();
  });

  it('ends when it is stopped, with what it has', async () => {
    const { run, ended, states } = await start([side([{ stdout: [file], stderr: [listening] }])]);
    await vi.waitFor(() => expect(states.at(-1)?.total).toBe(42));
    await run.stop();
    expect(await ended()).toMatchObject({ total: 42, sides: [{ state: 'ended', note: undefined }] });
    await run.close();
  });

  it.each([
    [
      failed("eth0: You don't have permission to perform this capture on that device"),
      /may not capture on eth0.*root or CAP_NET_RAW/,
    ],
    [failed('eth7: No such device exists'), /There is no device eth0 to capture on: eth7: No such device exists/],
    [failed("unknown port 'abc'"), /does not understand the filter: unknown port 'abc'/],
    [
      { end: { kind: 'missing-program', program: 'tcpdump', message: '' } } as const,
      /tcpdump is not installed in node worker-1 over ssh/,
    ],
    [
      {
        end: {
          kind: 'failed',
          error: { message: 'sudo on worker-1 is refused: a password is required', errorKind: 'forbidden' },
        },
      } as const,
      /sudo on worker-1 is refused/,
    ],
    [{ stdout: [new Uint8Array(70_000).fill(7)], end: exited }, /is no capture/],
    [
      new PlumblineError('Node worker-1 is not reached.', {
        kind: 'unreachable',
        operation: 'reach',
        nextStep: 'Check it.',
      }),
      /Node worker-1 is not reached\. Check it\./,
    ],
  ])('a side that cannot capture says why, and the other goes on: %#', async (broken, why) => {
    const { run, ended } = await start([side(broken instanceof PlumblineError ? broken : [broken]), side([whole])]);
    const state = await ended();
    expect(state.sides[0]).toMatchObject({ state: 'failed', note: expect.stringMatching(why) });
    expect(state.sides[1]).toMatchObject({ state: 'ended', packets: 42 });
    expect(state.sentence).toContain('Nothing more is known of eth0 on node worker-1');
    await run.close();
  });

  it('gives all places as one growing pcapng, and one of them as pcap', async () => {
    const { run, ended } = await start([side([whole]), side([whole])]);
    await ended();
    const all = await run.read('all', 0);
    expect([...all.bytes.slice(0, 4)]).toEqual([0x0a, 0x0d, 0x0d, 0x0a]);
    expect(await run.read('all', all.bytes.length)).toEqual({ bytes: new Uint8Array(0), ended: true });
    expect(new PcapReader().push((await run.read(1, 0)).bytes)).toHaveLength(42);
    await run.close();
  });
});
