/** A container whose programs do not do what their names promise. */
export interface BrokenTool {
  readonly title: string;
  /** Shell scripts by the name of the program that they stand for. */
  readonly scripts: Readonly<Record<string, string>>;
  /** The probe that meets them. */
  readonly argv: readonly string[];
  readonly says: RegExp;
}

/** About 10 MB/s of random bytes for twelve seconds at most. */
const flood = `#!/bin/sh
i=0
while [ $i -lt 120 ]; do
  head -c 1000000 /dev/urandom || exit 1
  sleep 0.1
  i=$((i + 1))
done
`;

/** What a terminal would obey, bytes that are no text, and words that no tool prints. */
const garbage = `#!/bin/sh
printf '\\033]0;owned\\007\\033[2J\\377\\376 colourless green ideas\\n'
printf '\\033[31msleep furiously\\n' >&2
exit 0
`;

export const brokenTools: readonly BrokenTool[] = [
  {
    title: 'ping writes 10 MB of garbage a second',
    scripts: { ping: flood },
    argv: ['probe', 'latency', '--count', '5'],
    says: /ping in container \S+ in pod shop\/frontend\S* wrote more than \d+ lines that plumbline does not understand; it was stopped/,
  },
  {
    title: 'ping prints garbage and succeeds',
    scripts: { ping: garbage },
    argv: ['probe', 'latency', '--count', '5'],
    says: /ping in container \S+ in pod shop\/frontend\S* ended with 0 without sending a packet: '.*colourless green ideas'/,
  },
  {
    title: 'nc writes 10 MB of garbage a second',
    scripts: { nc: flood },
    argv: ['probe', 'connect'],
    says: /nc in container \S+ in pod shop\/frontend\S* wrote more than \d+ lines that plumbline does not understand; it was stopped/,
  },
  {
    title: 'dig writes 10 MB of garbage a second',
    scripts: { dig: flood, nslookup: flood, getent: flood },
    argv: ['probe', 'dns', '--name', 'backend.shop'],
    says: /dig in container \S+ in pod shop\/frontend\S* wrote more than \d+ lines that plumbline does not understand; it was stopped/,
  },
  {
    title: 'iperf3 prints garbage and succeeds',
    scripts: { iperf3: garbage },
    argv: ['probe', 'bandwidth', '--seconds', '2'],
    says: /not measured: the iperf3 server ended before the test/,
  },
];
