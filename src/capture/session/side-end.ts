import type { SidePlace } from './side.ts';
import type { TcpdumpEnd } from './tcpdump-run.ts';
import { tcpdumpTrouble } from './tcpdump-words.ts';
import { fullStop } from '../../text/words.ts';

/** How a side came to its end, as it is told. */
export interface SideEnd {
  readonly state: 'ended' | 'failed';
  /** Sentences; undefined where there is nothing to say. */
  readonly note: string | undefined;
}

/** What the end of the last tcpdump means for its side. Pure. */
export function judgeEnd(
  { runner, device, way }: Pick<SidePlace, 'runner' | 'device' | 'way'>,
  { result, troubles, problem }: TcpdumpEnd,
  {
    full,
    stopped,
    early,
  }: {
    readonly full: 'packets' | 'bytes' | undefined;
    readonly stopped: boolean;
    /** The time was not over. */
    readonly early: boolean;
  },
): SideEnd {
  const place = runner.place.text;
  const left =
    result.remoteEnded === false
      ? ' It is not known that tcpdump has ended there; within a minute it does by itself.'
      : '';
  const ended = (note: string | undefined): SideEnd => ({
    state: 'ended',
    note: left === '' ? note : `${note ?? ''}${left}`.trim(),
  });
  if (full !== undefined) return ended(`As many ${full} were taken as were asked for.`);
  if (problem !== undefined) return { state: 'failed', note: problem.sentence };
  const { end } = result;
  switch (end.kind) {
    case 'missing-program':
      return {
        state: 'failed',
        note:
          way === undefined
            ? `tcpdump is not installed in ${place}. Capture at the pod's veth on its node.`
            : `tcpdump is not installed in ${place}, which is the way to the node that there is: ${fullStop(way.reason)} Install it there, or make a debug pod on the node with an image that has it.`,
      };
    case 'failed':
      return { state: 'failed', note: `${fullStop(end.error.message)}${left}` };
    case 'stopped':
      return ended(stopped ? undefined : 'It was stopped.');
    case 'deadline':
      return ended(undefined);
    case 'signalled':
      return { state: 'failed', note: `tcpdump was ended there by ${end.signal}.` };
    case 'exited': {
      // 124 and 137: its own bound.
      if (end.code === 0 && early && !stopped)
        return ended('It ended early: most of what tcpdump took there was inside tunnels and none of the link.');
      if (end.code === 0 || end.code === 124 || end.code === 137) return ended(undefined);
      const { sentence, nextStep } = tcpdumpTrouble(troubles, device);
      return { state: 'failed', note: `${fullStop(sentence)} ${nextStep}` };
    }
  }
}
