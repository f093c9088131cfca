/** Programs on this machine that plumbline uses when they are there. */
export const wantedPrograms: readonly { readonly program: string; readonly purpose: string }[] = [
  { program: 'kubectl', purpose: 'paste the commands that plumbline shows' },
  { program: 'ssh', purpose: 'run commands on nodes' },
  { program: 'tmux', purpose: 'copy through tmux' },
  { program: 'dig', purpose: "ask this machine's resolver when a pod has none" },
  { program: 'getent', purpose: "ask this machine's resolver when a pod has none" },
  { program: 'ping', purpose: 'the demo with real packets' },
  { program: 'iperf3', purpose: 'the demo with real packets' },
  { program: 'ip', purpose: 'the demo with real packets' },
  { program: 'nft', purpose: 'the demo with real packets' },
  { program: 'unshare', purpose: 'the demo with real packets' },
  { program: 'nsenter', purpose: 'the demo with real packets' },
];

/** Those without which the demo simulates. */
export const labPrograms = wantedPrograms
  .filter(({ purpose }) => purpose === 'the demo with real packets')
  .map(({ program }) => program);
