import { judgedReader } from '../reading/judged.ts';
import { meaningOfCapture } from './meaning.ts';
import { parseTcpdump } from './parse.ts';

/** Reads what tcpdump printed. */
export const tcpdumpReader = judgedReader({
  tool: 'tcpdump',
  about: 'tcpdump, also -v, -e, -i any and -D; not hex dumps',
  parse: parseTcpdump,
  summary: ({ items, captured, droppedByKernel, tunnels }) => ({
    packets: items.filter(({ kind }) => kind === 'packet').length,
    captured,
    droppedByKernel,
    tunnelPackets: tunnels.length,
  }),
  meaning: meaningOfCapture,
  silence: ({ lines }) => {
    const { captured } = parseTcpdump(lines);
    return captured === undefined
      ? undefined
      : {
          state: 'unknown',
          sentence:
            captured === 0
              ? 'No packet was captured: none passed here that the filter matches'
              : `${captured} packets were captured and none was printed`,
        };
  },
});
