import type { RunResult } from '../../contracts/runner.ts';
import type { Tool, UnparsedSample } from '../../contracts/tool.ts';
import { addressFamily } from '../../link/address.ts';
import { type DnsOutcome, type DnsQuestion, plainOutcome, questionName } from '../dns/outcome.ts';
import { eachLine, parseLines } from '../line-parser.ts';

/** One line of `getent hosts` or `getent ahosts`: an address and its names. */
export interface GetentSample {
  readonly kind: 'address';
  readonly address: string;
  readonly name: string | undefined;
}

/** The C library's own resolver: what the application in the pod sees, /etc/hosts included. It names no server and no reason. */
export const getentTool: Tool<DnsQuestion, GetentSample, DnsOutcome> = {
  program: 'getent',
  argv: (question) => ['getent', question.family === 6 ? 'ahostsv6' : 'ahostsv4', questionName(question)],
  parse: (lines) =>
    parseLines(
      eachLine((line) => readGetent(line.text)),
      lines,
    ),
  summarise: summariseGetent,
};

function readGetent(text: string): GetentSample | undefined {
  const [address = '', second, third] = text.trim().split(/\s+/);
  if (addressFamily(address) === undefined) return undefined;
  const name = second !== undefined && ['STREAM', 'DGRAM', 'RAW'].includes(second) ? third : second;
  return { kind: 'address', address, name };
}

/**
 * Exit 2 means that no address was found, without saying why. A resolver that got no answer takes its full timeout
 * (5 s unless resolv.conf says less), so a quick 'not found' was answered and a slow one was not.
 */
function summariseGetent(samples: readonly (GetentSample | UnparsedSample)[], result: RunResult): DnsOutcome {
  const found = samples.filter((sample) => sample.kind === 'address');
  if (found.length > 0) {
    return {
      ...plainOutcome('answered'),
      addresses: [...new Set(found.map((sample) => sample.address))],
      answeredName: found[0]?.name,
    };
  }
  const words = samples.find((sample) => sample.kind === 'unparsed')?.text;
  if (result.end.kind === 'deadline') return plainOutcome('timeout', 'no answer before the deadline');
  if (result.end.kind !== 'exited') return plainOutcome('not-tested', words);
  if ([124, 137, 143].includes(result.end.code)) return plainOutcome('timeout', 'no answer before the deadline');
  if (result.end.code !== 2) return { ...plainOutcome('not-tested', words), usage: true };
  return result.duration >= 4000
    ? plainOutcome('timeout', `no answer in ${(result.duration / 1000).toFixed(1)} s`)
    : plainOutcome('no-data', 'no address found; getent does not say why');
}
