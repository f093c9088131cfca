import { describe, expect, it } from 'vitest';
import type { SeenPacket } from '../../../src/capture/meaning/seen-packet.ts';
import { db, icmpError, ip, meaning, seen, service, sides, tcp, web } from './meaning-support.ts';

const at = 20_000;
const syn = ip(web, db, tcp({ syn: true }, 100));
const synAck = ip(db, web, tcp({ syn: true, ack: true }, 900, { fromPort: 5432, toPort: 40_000, ack: 101 }));

/** A packet at these sides, in their order, a tenth of a millisecond apart; on the nodes it is in a tunnel. */
function through(places: readonly number[], packet = syn, time = at): readonly SeenPacket[] {
  return places.map((side, index) => seen(side, time + index / 10, packet, { vxlan: side === 1 || side === 2 }));
}

describe('places of a capture beside each other', () => {
  it.each([
    [[0], 'eth0 in pod shop/web', 'eth0 on node worker-1', /lost on node worker-1/],
    [[0, 1], 'eth0 on node worker-1', 'eth0 on node worker-2', /lost between the nodes/],
    [[0, 1, 2], 'eth0 on node worker-2', 'eth0 in pod shop/db', /lost on node worker-2/],
  ])('names the hop behind %s', (places, last, missing, where) => {
    const { sentence, lastSeen } = meaning(through(places));
    expect(sentence).toContain(last);
    expect(sentence).toContain(`never came to ${missing}`);
    expect(sentence).toMatch(where);
    expect(lastSeen).toBe(`${last}; not at ${missing}`);
  });

  it('says that nothing is answered where everything arrives', () => {
    const { sentence, lastSeen } = meaning(through([0, 1, 2, 3]));
    expect(sentence).toMatch(/^SYN arrives at eth0 in pod shop\/db and nothing is answered there/);
    expect(lastSeen).toBe('eth0 in pod shop/db');
  });

  it('finds the answer that is lost on its way back', () => {
    const { sentence } = meaning([...through([0, 1, 2, 3]), ...through([3, 2], synAck, at + 1)]);
    expect(sentence).toMatch(
      /^SYN ACK .* passed eth0 on node worker-2, inside VXLAN 1, and never came to eth0 on node worker-1/,
    );
  });

  it('says nothing of hops where all is well', () => {
    const { sentence, lastSeen } = meaning([...through([0, 1, 2, 3]), ...through([3, 2, 1, 0], synAck, at + 1)]);
    expect(lastSeen).toBeUndefined();
    expect(sentence).toMatch(/handshake with 10\.244\.2\.8:5432 completed/);
  });

  it('knows a packet again behind a Service, a translated source and another port', () => {
    const before = ip(web, service, tcp({ syn: true }, 100, { toPort: 80 }));
    const masqueraded = ip('10.0.0.1', db, tcp({ syn: true }, 100, { fromPort: 61_000 }));
    const packets = [seen(0, at, before), seen(1, at, masqueraded), seen(2, at, masqueraded), seen(3, at, masqueraded)];
    expect(meaning(packets).sentence).not.toMatch(/never came/);
  });

  it('takes data that a card has joined for the same bytes', () => {
    const data = (seq: number, payload: number) => ip(web, db, tcp({ ack: true }, seq, { payload }));
    const cut = [through([0, 1], data(200, 1400)), through([0, 1], data(1600, 1400), at + 1)].flat();
    const joined = [seen(2, at + 2, data(200, 2800)), seen(3, at + 2, data(200, 2800))];
    expect(meaning([...cut, ...joined]).lastSeen).toBeUndefined();
    expect(meaning([...cut, seen(2, at + 2, data(200, 1400)), seen(3, at + 2, data(200, 1400))]).sentence).toMatch(
      /data .* passed eth0 on node worker-1.* and never came to eth0 on node worker-2/,
    );
  });

  it.each([
    ['failed', { state: 'failed' as const, note: 'sudo is refused.', listeningFrom: undefined }],
    ['dropped packets', { dropped: 7 }],
    ['began later', { listeningFrom: at }],
    ['had ended before', { endedAt: at }],
    ['was not looking for a moment', { gaps: [{ from: at - 500, to: at + 500 }] }],
  ])('names no hop at a place that %s', (_why, change) => {
    const blind = sides({ 2: change, 3: change });
    expect(meaning(through([0, 1]), blind).lastSeen).toBeUndefined();
    // The next place that looked tells, and that nothing is known in between.
    const { sentence } = meaning(through([0, 1]), sides({ 2: change }));
    expect(sentence).toMatch(/never came to eth0 in pod shop\/db: lost on one of the nodes or between them/);
  });

  it('tells what a place that failed cannot tell', () => {
    const { sentence } = meaning(
      through([0, 1]),
      sides({ 2: { state: 'failed', note: 'sudo is refused', listeningFrom: undefined } }),
    );
    expect(sentence).toContain('Nothing more is known of eth0 on node worker-2: sudo is refused.');
  });

  it('counts every lost SYN once, though it is seen at two places and on two devices of one', () => {
    const again = ip(web, db, tcp({ syn: true }, 100), 2);
    const packets = [...through([0, 0, 1]), ...through([0, 1], again, at + 1000)];
    expect(meaning(packets).sentence).toMatch(/SYN .* \(2 packets\) passed eth0 on node worker-1/);
  });

  it('tells a RST that was made on the way from one of the other end', () => {
    const rst = ip(db, web, tcp({ rst: true, ack: true }, 0, { ack: 101, fromPort: 5432, toPort: 40_000 }));
    const made = meaning([...through([0]), ...through([1, 0], rst, at + 1)]);
    expect(made.lastSeen).toBeDefined();
    const injected = meaning([...through([0, 1, 2, 3]), ...through([1, 0], rst, at + 1)]);
    expect(injected.sentence).toMatch(/RST that eth0 on node worker-1 saw never passed eth0 on node worker-2/);
    const own = meaning([...through([0, 1, 2, 3]), ...through([3, 2, 1, 0], rst, at + 1)]);
    expect(own.sentence).toMatch(/^10\.244\.2\.8:5432 refuses 10\.244\.1\.5:40000 with RST/);
  });

  it('orders packets of nodes whose clocks differ, and says so', () => {
    const packets = [
      seen(0, at, syn),
      seen(1, at, syn),
      seen(2, at + 1, syn, { clock: 3000 }),
      seen(3, at + 1, syn, { clock: 3000 }),
      seen(3, at + 2, synAck, { clock: 3000 }),
      seen(2, at + 2, synAck, { clock: 3000 }),
      seen(1, at + 3, synAck),
      seen(0, at + 3, synAck),
    ];
    const { sentence, offsets } = meaning(packets);
    expect(offsets).toEqual([0, 0, 3000, 3000]);
    expect(sentence).toContain('The clock at eth0 on node worker-2 is 3.0 s ahead of that at eth0 in pod shop/web.');
  });

  it('tells which MTU fragmentation needed names, and who said so', () => {
    const data = ip(web, db, tcp({ ack: true }, 500, { payload: 1400 }));
    const { sentence, marks } = meaning([
      seen(0, at, data),
      seen(0, at + 1, ip('10.244.1.1', web, icmpError('fragmentation needed', data, 1400))),
    ]);
    expect(sentence).toMatch(/10\.244\.1\.1 tells 10\.244\.1\.5 that packets are too long: only 1400 bytes pass/);
    expect([...marks.values()]).toContain('fragmentation needed');
  });

  it('marks what was sent again', () => {
    const packets = [
      ...through([0, 1, 2, 3]),
      ...through([0, 1, 2, 3], ip(web, db, tcp({ syn: true }, 100), 2), at + 1000),
    ];
    expect([...meaning(packets).marks.values()].filter((mark) => mark === 'retransmission')).toHaveLength(4);
  });

  it('says that nothing passed, where, and that only what matches the filter would have', () => {
    expect(meaning([], sides({ 1: { listeningFrom: undefined, state: 'failed', note: 'no sudo.' } })).sentence).toMatch(
      /^No packet that the filter matches passed at eth0 in pod shop\/web, eth0 on node worker-2 and eth0 in pod shop\/db\. Nothing more is known of eth0 on node worker-1: no sudo\./,
    );
  });

  it('tells a storm of names of the search list, and a question that nobody answers', () => {
    const dns = (id: number, name: string, response: boolean, rcode = 0) =>
      ip(response ? db : web, response ? web : db, {
        kind: 'udp',
        fromPort: response ? 53 : 4000,
        toPort: response ? 4000 : 53,
        payload: 40,
        known: undefined,
        dns: { id, response, rcode, truncated: false, answers: rcode === 0 && response ? 1 : 0, name, type: 'A' },
      });
    const asked = ['api.io.shop.svc.cluster.local', 'api.io.svc.cluster.local', 'api.io.cluster.local', 'api.io'];
    const storm = asked.flatMap((name, id) => [
      ...through([0, 1, 2, 3], dns(id, name, false), at + id),
      ...through([3, 2, 1, 0], dns(id, name, true, name === 'api.io' ? 0 : 3), at + id + 0.5),
    ]);
    expect(meaning(storm).sentence).toMatch(/api\.io was found only after 3 names of the search list/);
    const silent = meaning(through([0, 1, 2, 3], dns(9, 'api.io', false)));
    expect(silent.sentence).toMatch(/^DNS question arrives at eth0 in pod shop\/db and nothing is answered there/);
  });
});
