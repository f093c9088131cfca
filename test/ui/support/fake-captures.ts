import type { CaptureDesk, CaptureRequest, CaptureState, ShownPacket } from '../../../src/contracts/capture.ts';
import type { Endpoint } from '../../../src/contracts/endpoint.ts';
import { createStore } from '../../../src/store/create-store.ts';
import { noon } from './fake-rows.ts';

const packet = (number: number, point: number, text: string, more: Partial<ShownPacket> = {}): ShownPacket => ({
  number,
  at: noon + number * 1.5,
  point,
  from: '10.244.1.5:40112',
  to: '10.244.2.8:8080',
  protocol: 'TCP',
  text,
  tunnel: undefined,
  mark: undefined,
  length: 74,
  ...more,
});

function podOf(end: Endpoint): CaptureRequest['points'][number] {
  const { namespace, name } = end.kind === 'pod' ? end : { namespace: 'shop', name: 'other' };
  return { kind: 'pod', namespace, pod: name, side: 'auto' };
}

/** Captures in memory: two ends, of which the second never sees the packets; `saved` remembers the files. */
export function createFakeCaptures(): CaptureDesk & { readonly saved: string[]; readonly started: CaptureRequest[] } {
  const saved: string[] = [];
  const started: CaptureRequest[] = [];
  return {
    saved,
    started,
    propose: async (link) => ({
      points: [podOf(link.source), podOf(link.destination)],
      filter: 'host 10.244.1.5 and host 10.244.2.8',
      depth: 'headers',
      bounds: { duration: 60_000, packets: 10_000, bytes: 20_000_000 },
      link,
    }),
    start: async (request) => {
      started.push(request);
      const state = createStore<CaptureState>({
        request,
        startedAt: noon,
        state: 'running',
        sides: request.points.map((_, index) => ({
          where: `veth${index}a2f on node worker-${index + 1}`,
          commandLine: `ssh worker-${index + 1} -- tcpdump`,
          way: undefined,
          state: 'running',
          note: undefined,
          packets: index === 0 ? 3 : 0,
          bytes: index === 0 ? 270 : 24,
          dropped: 0,
        })),
        packets: [
          packet(1, 0, 'SYN seq 1'),
          packet(2, 0, 'SYN seq 1', { mark: 'retransmission' }),
          packet(3, 0, 'SYN seq 1', { mark: 'retransmission', tunnel: 'VXLAN 1' }),
        ],
        total: 3,
        sentence: 'The SYN to 10.244.2.8:8080 was sent three times and never answered.',
        lastSeen: 'veth0a2f on node worker-1',
      });
      return {
        state,
        stop: async () => state.update((now) => ({ ...now, state: 'ended' })),
        save: async (_part, file) => void saved.push(file),
        async *bytes() {},
        close: async () => {},
      };
    },
  };
}
