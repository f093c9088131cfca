import { expect, it } from 'vitest';
import { openCapture } from '../../../src/capture/open/open-capture.ts';
import type { CaptureSession, CaptureState } from '../../../src/contracts/capture.ts';
import { createStore } from '../../../src/store/create-store.ts';
import { describeWithPrograms } from '../../support/needs.ts';

/** One UDP packet of 192.168.77.11 to 192.168.77.12 port 9, Ethernet, as tcpdump would write it. */
const packet = Buffer.from(
  '000102030405000102030406080045000020000100004011000bc0a84d0bc0a84d0c30390009000c0000706c756d',
  'hex',
);
const pcap = Buffer.alloc(24 + 16 + packet.length);
pcap.writeUInt32LE(0xa1b2c3d4, 0);
pcap.writeUInt16LE(2, 4);
pcap.writeUInt16LE(4, 6);
pcap.writeUInt32LE(262_144, 16);
pcap.writeUInt32LE(1, 20);
pcap.writeUInt32LE(packet.length, 32);
pcap.writeUInt32LE(packet.length, 36);
packet.copy(pcap, 40);

function sessionOf(bytes: Uint8Array, state: CaptureState['state']): CaptureSession {
  const now: CaptureState = {
    request: { points: [], filter: '', depth: 'headers', bounds: { duration: 1, packets: 1, bytes: 1 } },
    startedAt: 0,
    state,
    sides: [],
    packets: [],
    total: 0,
    sentence: '',
    lastSeen: undefined,
  };
  return {
    state: createStore(now),
    stop: async () => {},
    save: async () => {},
    close: async () => {},
    async *bytes() {
      yield bytes;
    },
  };
}

const here = { PATH: process.env['PATH'] };

describeWithPrograms('a capture opened elsewhere', ['tshark'], () => {
  it('is read by tshark where there is no display', async () => {
    const opened = await openCapture(sessionOf(pcap, 'ended'), here);
    expect(opened).toMatchObject({ kind: 'text', program: 'tshark' });
    expect(opened.kind === 'text' && opened.text).toMatch(/192\.168\.77\.11.*192\.168\.77\.12.*UDP/);
  });

  it('tells what tshark says of bytes that are no capture', async () => {
    await expect(openCapture(sessionOf(Buffer.from('not a capture at all'), 'ended'), here)).rejects.toThrow(
      /tshark could not read the capture: \S/,
    );
  });

  it('waits for the end of the capture', async () => {
    await expect(openCapture(sessionOf(pcap, 'running'), here)).rejects.toThrow('has ended');
  });

  it('says that neither program is here', async () => {
    await expect(openCapture(sessionOf(pcap, 'ended'), { PATH: '/nowhere', DISPLAY: ':0' })).rejects.toThrow(
      'no tshark',
    );
  });
});
