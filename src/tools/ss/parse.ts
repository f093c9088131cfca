import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** A socket of `ss`. */
export interface Socket {
  readonly kind: 'socket';
  /** 'tcp', 'udp'…; undefined unless several kinds were asked for. */
  readonly protocol: string | undefined;
  /** 'LISTEN', 'ESTAB'…; undefined where one state was asked for and the column is left out. */
  readonly state: string | undefined;
  /** Bytes not read; of a listener connections not accepted. */
  readonly receiveQueue: number;
  /** Bytes not acknowledged; of a listener the most connections that may wait. */
  readonly sendQueue: number;
  readonly local: string;
  readonly peer: string;
  /** Segments sent again, on the way and in all (`retrans:1/2` of -i); undefined without -i, or where there were none. */
  readonly retransmits: number | undefined;
  /** Bytes (-i). */
  readonly pathMtu: number | undefined;
}

/** A line of `ss -s`: 'TCP: 8 (estab 0, closed 8, …)'. */
export interface SocketTotals {
  readonly kind: 'totals';
  readonly of: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** Reads `ss` with any of -l -n -t -u -p -i -s, of iproute2 4 to 6. */
export function parseSs(lines: readonly string[]): Parsed<Socket | SocketTotals> {
  const details = new Map<number, string>();
  let last = -1;
  const parsed = parseLines<(Socket | SocketTotals) & { readonly line?: number }>(lines, (line, index) => {
    if (isSocketHeader(line) || /^Transport\s+Total\s+IP\b/.test(line)) return known;
    const socket = socketOf(line);
    if (socket !== undefined) {
      last = index;
      return { ...socket, line: index };
    }
    if (/^\s+\S/.test(line) && last !== -1) {
      details.set(last, `${details.get(last) ?? ''} ${line.trim()}`);
      return known;
    }
    return totalsOf(line);
  });
  return {
    ...parsed,
    items: parsed.items.map((item) => {
      if (item.kind === 'totals') return item;
      const { line = -1, ...socket } = item;
      const info = details.get(line) ?? '';
      const [, retransmits] = /\bretrans:\d+\/(\d+)/.exec(info) ?? [];
      const [, pathMtu] = /\bpmtu:(\d+)/.exec(info) ?? [];
      return { ...socket, retransmits: numberOr(retransmits), pathMtu: numberOr(pathMtu) };
    }),
  };
}

/** Whether a line is the header of a list of sockets: it tells that sockets were asked for, even when none follow. */
export function isSocketHeader(line: string): boolean {
  return /\bRecv-Q\s+Send-Q\s+Local Address/.test(line);
}

const row =
  /^(?:(tcp|udp|mptcp|sctp|dccp|raw|p_raw|p_dgr|icmp6?|u_str|u_dgr|u_seq|nl|v_str|v_dgr|xdp|tipc)\s+)?(?:([A-Z][A-Z-]*\d?|\?\?\?)\s+)?(\d+)\s+(\d+)\s+(\S+:\S+|\S+ \d+)\s+(\S+:\S+|\* \d+|\*)(?:\s|$)/;

function socketOf(line: string): Socket | undefined {
  const [, protocol, state, receive, send, local, peer] = row.exec(line) ?? [];
  if (receive === undefined || send === undefined || local === undefined || peer === undefined) return undefined;
  return {
    kind: 'socket',
    protocol,
    state,
    receiveQueue: Number(receive),
    sendQueue: Number(send),
    local,
    peer,
    retransmits: undefined,
    pathMtu: undefined,
  };
}

function totalsOf(line: string): SocketTotals | undefined {
  const [, of, total, rest = ''] = /^(Total|TCP|[A-Z]+\d?):?\s+(\d+)\b(.*)$/.exec(line) ?? [];
  if (of === undefined) return undefined;
  const counts = [...rest.matchAll(/([a-z]+) (\d+)/g)].map(([, name = '', count]) => [name, Number(count)] as const);
  return { kind: 'totals', of, counts: { total: Number(total), ...Object.fromEntries(counts) } };
}

function numberOr(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
