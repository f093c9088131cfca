import { countWords } from '../../text/words.ts';
import { readerOf } from '../reading/of-tool.ts';
import { type PingRun, pingTool } from './tool.ts';

/** Reads saved ping output. */
export const pingReader = readerOf(pingTool, {
  tool: 'ping',
  about: 'ping and ping6 of iputils and BusyBox',
  sentence: pingSentence,
});

function pingSentence(run: PingRun): string {
  const words = run.words === undefined ? '' : `: ${run.words.trim()}`;
  if (run.failure !== undefined) return `ping did not start${words}.`;
  if (run.transmitted === 0 && !run.complete && run.words === undefined)
    return `The output tells of no packet${words}.`;
  if (run.transmitted === 0) return `No packet was sent${words}.`;
  const lost = run.transmitted - run.received;
  const percent = run.lossPercent ?? (100 * lost) / run.transmitted;
  const [least, most] = [Math.min(...run.times), Math.max(...run.times)];
  const times = run.times.length === 0 ? '' : `, round trips of ${least} to ${most} ms`;
  const duplicates = run.duplicates > 0 ? `, ${countWords(run.duplicates, 'duplicate')}` : '';
  const tooLong =
    run.tooLong === 0
      ? ''
      : `; ${countWords(run.tooLong, 'packet')} too long${run.mtu === undefined ? '' : ` for an MTU of ${run.mtu}`}`;
  const cut = run.complete ? '' : '; the output ends before its statistics';
  const said = run.received === 0 && run.tooLong === 0 ? words : '';
  return `${countWords(run.transmitted, 'packet')} sent, ${lost} lost (${Number(percent.toFixed(1))} %)${times}${duplicates}${tooLong}${cut}${said}.`;
}
