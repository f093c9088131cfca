import { levelOf, type LogLine } from '../log/line.ts';
import { logReader } from '../log/reader.ts';
import type { LogRule } from '../log/rules.ts';

/** Lines of CoreDNS that tell how it is (plugins errors, loop, kubernetes, log, ready, reload). */
export const corednsLogRules: readonly LogRule[] = [
  {
    pattern: /Loop \(.*\) detected for zone "([^"]*)"/,
    mark: 'sick',
    meaning:
      'CoreDNS asks itself (a loop in zone "$1") and stops: kubelet’s resolv.conf points at it or at a local stub',
  },
  {
    pattern: /->([0-9a-f.:[\]]+:\d+): i\/o timeout/,
    mark: 'sick',
    meaning: 'the upstream server $1 does not answer CoreDNS',
  },
  { pattern: /errors like '\^?(.*?)\$?' occurred/, mark: 'sick', meaning: 'errors recur: $1' },
  {
    pattern: /->([0-9a-f.:[\]]+:\d+): (?:read: )?connection refused/,
    mark: 'sick',
    meaning: 'the upstream server $1 refuses',
  },
  {
    pattern: /(?:no route to host|network is unreachable)/,
    mark: 'sick',
    meaning: 'CoreDNS has no way to its upstream server',
  },
  {
    pattern: /plugin\/kubernetes: .*(?:Failed to (?:list|watch)|Unauthorized|forbidden)/i,
    mark: 'sick',
    meaning: 'CoreDNS cannot read Services from the API server',
  },
  {
    pattern: /plugin\/kubernetes: .*(?:waiting for Kubernetes API|Kubernetes API connection failure)/i,
    mark: 'odd',
    meaning: 'CoreDNS waits for the API server',
  },
  { pattern: /Still waiting on: "?([^"]*)"?/, mark: 'odd', meaning: 'CoreDNS is not ready, it waits for $1' },
  { pattern: /plugin\/(\w+): .*(?:parse|unknown|failed|error)/i, mark: 'odd', meaning: 'the plugin $1 complains' },
  { pattern: /" SERVFAIL /, mark: 'odd', meaning: 'some questions failed (SERVFAIL)' },
  { pattern: /" REFUSED /, mark: 'odd', meaning: 'some questions were refused' },
  { pattern: /" (?:NOERROR|NXDOMAIN) /, mark: 'healthy', meaning: 'questions are answered' },
  {
    pattern: /Running configuration (?:MD5|SHA512) = /,
    mark: 'healthy',
    meaning: 'CoreDNS has read its configuration',
  },
  { pattern: /^CoreDNS-[\d.]+/, mark: 'healthy', meaning: 'CoreDNS started' },
  { pattern: /SIGTERM: Shutting down/, mark: 'odd', meaning: 'CoreDNS was told to stop' },
];

/** Reads a saved log of CoreDNS. */
export const corednsLogReader = logReader({
  tool: 'coredns-log',
  about: 'the log of CoreDNS, with questions or without',
  line: corednsLine,
  rules: corednsLogRules,
});

/** A line of CoreDNS: '[LEVEL] text', before 1.5 with a date, and lines of plugins and of its start without a level. */
export function corednsLine(line: string): LogLine | undefined {
  const [, time, level = '', text] =
    /^(?:(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+) )?\[([A-Z]+)\] (.*)$/.exec(line) ?? [];
  if (text !== undefined && levelOf(level) !== undefined)
    return { time, level: levelOf(level), from: /^plugin\/(\w+):/.exec(text)?.[1], text };
  const [, at] = /^\S+:\d+ - \[([^\]]+)\] \d+ "/.exec(line) ?? [];
  if (at !== undefined) return { time: at, level: 'info', from: 'log', text: line };
  if (
    /^(?:plugin\/\w+: |\S*:\d+$|CoreDNS-[\d.]+|linux\/|[a-z]+\/[a-z0-9]+, go\d|\.$|Reloading|maxprocs: |Corefile:)/.test(
      line,
    )
  )
    return { time: undefined, level: undefined, from: /^plugin\/(\w+)/.exec(line)?.[1], text: line };
  return undefined;
}
