import { Command, InvalidArgumentError } from 'commander';
import { mostBounds, usualBounds } from '../capture/session/limits.ts';
import { clusterOptions, collect, outputOption } from './command-options.ts';
import { sshOptions } from './ssh-options.ts';

/** `plumbline capture`, without its action. */
export function captureCommand(): Command {
  return clusterOptions(
    sshOptions(
      new Command('capture')
        .summary('Capture packets at both ends of a link, and say where they stop.')
        .description(
          `Capture packets at both ends of a link, on the nodes between and in the pods, and say at which hop they were seen last. Without a link: on pods and on devices of nodes. Every capture is bounded by time, packets and bytes, takes headers only unless --whole is given, and leaves nothing behind: tcpdump writes to its stdout, and plumbline decodes here.\n\nEnds with 0 when packets were captured and none got lost on the way, 1 when none were or some did, 2 for bad usage, 3 when a place could not be captured and nothing was found lost.`,
        )
        .option('--from <endpoint>', 'with --to: capture where the packets of this link pass')
        .option('--to <endpoint>', "the link's other end: 'svc/shop/backend:8080'")
        .option('--protocol <name>', "the link's protocol: TCP, UDP or SCTP", protocolName, 'TCP')
        .option('--pod <namespace/name>', 'capture at this pod (repeatable)', collect, [])
        .option('--node <name>', 'capture on this node (repeatable)', collect, [])
        .option('--device <name>', "the nodes' device, or 'uplink'", 'uplink')
        .option('--filter <expression>', "a filter of pcap-filter(7) instead of the proposed one; '' for everything")
        .option('--seconds <n>', 'end after so long', whole(mostBounds.duration / 1000), usualBounds.duration / 1000)
        .option('--packets <n>', 'at most so many at each place', whole(mostBounds.packets), usualBounds.packets)
        .option('--whole', 'whole packets, with whatever is said in them')
        .option(
          '-w, --write <file>',
          "write a capture file as it comes, or '-' for stdout: pcap, of several places pcapng",
        )
        .option('--force', 'overwrite the file')
        .addOption(outputOption())
        .helpOption('-h, --help', 'show this help')
        .addHelpText(
          'after',
          `
Examples:
  $ plumbline capture --from shop/frontend --to shop/backend:8080
  $ plumbline capture --node worker-2 --device flannel.1 --filter 'port 8080'
  $ plumbline capture --pod shop/web-1 -w - | wireshark -k -i -
  $ plumbline capture --from shop/web --to shop/db:5432 -w db.pcapng`,
        ),
    ),
  );
}

function whole(most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`A whole number from 1 to ${most}.`);
  };
}

function protocolName(text: string): string {
  const name = text.toUpperCase();
  if (name === 'TCP' || name === 'UDP' || name === 'SCTP') return name;
  throw new InvalidArgumentError('TCP, UDP or SCTP.');
}
