import type { RunResult } from '../../contracts/runner.ts';
import type { OutputLine, UnparsedSample } from '../../contracts/tool.ts';
import { digTool } from '../../tools/dig/tool.ts';
import type { DnsOutcome, DnsQuestion } from '../../tools/dns/outcome.ts';
import { getentTool } from '../../tools/getent/tool.ts';
import { nslookupTool, plainNslookupTool } from '../../tools/nslookup/tool.ts';
import type { Tool } from '../../contracts/tool.ts';

/** One way to resolve a name; the samples stay inside. */
export interface DnsForm {
  readonly name: string;
  readonly program: string;
  /** It has no bound of its own and runs inside `timeout`. */
  readonly unbounded: boolean;
  argv(question: DnsQuestion): readonly string[];
  readonly parse: (lines: AsyncIterable<OutputLine>) => AsyncIterable<DnsSample>;
  summarise(samples: readonly DnsSample[], result: RunResult): DnsOutcome;
}

/** A sample of one of the programs; only its own form reads it back. */
export type DnsSample = { readonly kind: string } | UnparsedSample;

/** In the order they are tried: dig tells most, getent is what the application sees but gives no reasons. */
export const dnsForms: readonly DnsForm[] = [
  form('dig', digTool, false),
  form('nslookup', nslookupTool, false),
  form('nslookup with a name alone', plainNslookupTool, true),
  form('getent', getentTool, true),
];

function form<Sample extends { readonly kind: string }>(
  name: string,
  tool: Tool<DnsQuestion, Sample, DnsOutcome>,
  unbounded: boolean,
): DnsForm {
  return {
    name,
    program: tool.program,
    unbounded,
    argv: (question) => tool.argv(question),
    parse: (lines) => tool.parse(lines),
    summarise: (samples, result) => tool.summarise(samples as readonly (Sample | UnparsedSample)[], result),
  };
}
