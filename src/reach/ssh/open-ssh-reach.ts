import type { Mode } from '../../contracts/consent.ts';
import type { Runner, Running } from '../../contracts/runner.ts';
import type { OperatorTerminal } from '../../contracts/terminal.ts';
import { intentOfCommand } from '../../consent/intent-of-command.ts';
import { weigh } from '../../consent/weigh.ts';
import { type Clock, systemClock } from '../../kube/clock.ts';
import { type TransportChoice, type TransportName, usualReason } from './choose-transport.ts';
import type { SshConnection } from './connection.ts';
import { refusedRun } from './refused-run.ts';
import { NodeConnection } from './node-connection.ts';
import { openConnection } from './open-connection.ts';
import { makeSocketFolder, removeSocketFolder } from './openssh/socket-folder.ts';
import type { HostWords, Resolver } from './resolve-host.ts';
import { Passphrases } from './passphrases.ts';
import { findRoute } from './route.ts';
import { runOnNode } from './run-on-node.ts';
import { sshLine } from './ssh-line.ts';
import { Turns } from './turns.ts';

/** What reaching nodes over ssh needs. */
export interface SshReachParts {
  readonly resolver: Resolver;
  /** Which transport; 'auto' chooses per node. */
  readonly transport: TransportName | 'auto';
  /** Fingerprints of host keys that the operator named. */
  readonly accepted: ReadonlySet<string>;
  readonly mode: Mode;
  readonly terminal: OperatorTerminal;
  /** Below it lies the folder for control sockets. */
  readonly runtimeFolder: string;
  readonly clock?: Clock;
  /** Milliseconds after which a connection without work is closed. */
  readonly idleAfter?: number;
  /** Connections open at once; more wait until one is idle. */
  readonly mostConnections?: number;
}

/** A node as it is reached: its name for people, and the host that ssh is given. */
export interface SshNode {
  readonly name: string;
  readonly host: HostWords;
}

/** Nodes over ssh: a runner for each, over one connection for each. */
export interface SshReach {
  /**
   * Runs programs on a node as the mode allows. Connects when the first one is run; in the background nothing is asked at
   * the operator's terminal for it.
   */
  runner(node: SshNode, background?: boolean): Runner;
  /** Connects to a node, if that is not done already. Rejects with a PlumblineError. */
  connect(node: SshNode, background: boolean, signal: AbortSignal): Promise<TransportChoice>;
  /** The transport that a node is reached by, once it is connected. */
  transportOf(node: SshNode): TransportChoice | undefined;
  /** Ends every connection. Never rejects. */
  close(): Promise<void>;
}

const defaultIdle = 60_000;
const defaultMost = 64;
/** For connections that nobody has just asked for. */
const nobody: OperatorTerminal = {
  access: 'none',
  lend: () => Promise.resolve({ kind: 'unavailable', why: 'nobody asked for this connection' }),
};

/** Makes the reach; nothing is connected and ssh2 is not loaded before something runs. */
export function openSshReach(parts: SshReachParts): SshReach {
  const { resolver, transport, mode, clock = systemClock, idleAfter = defaultIdle } = parts;
  const budget = new Turns(parts.mostConnections ?? defaultMost);
  const nodes = new Map<string, NodeConnection>();
  const chosen = new Map<string, TransportChoice>();
  let folder: Promise<string> | undefined;
  let id = 0;
  const connectionParts = {
    resolver,
    accepted: parts.accepted,
    passphrases: new Passphrases(),
    socketFolder: () => (folder ??= makeSocketFolder(parts.runtimeFolder)),
    nextId: () => (id += 1),
    forced: transport !== 'auto',
  };

  /** An idle connection makes room, the one used longest ago first. */
  const makeRoom = (): void => {
    if (budget.inside < (parts.mostConnections ?? defaultMost)) return;
    const idle = [...nodes.values()].find((node) => node.open && node.idle);
    void idle?.disconnect();
  };

  const connect = async (node: SshNode, signal: AbortSignal, mayAsk: boolean): Promise<SshConnection> => {
    makeRoom();
    const leave = await budget.enter(signal);
    try {
      const route = await findRoute(resolver, node.host, transport, signal);
      const opened = await openConnection(
        route,
        { ...connectionParts, terminal: mayAsk ? parts.terminal : nobody },
        signal,
      );
      chosen.set(keyOf(node), withSkipped(opened.transport, route.skipped));
      void opened.connection.gone.then(leave);
      return opened.connection;
    } catch (error) {
      leave();
      throw error;
    }
  };

  const connectionOf = (node: SshNode): NodeConnection => {
    const key = keyOf(node);
    const known =
      nodes.get(key) ??
      new NodeConnection({
        connect: (signal, mayAsk) => connect(node, signal, mayAsk),
        clock,
        idleAfter,
        wantedElsewhere: () => budget.waiting > 0,
      });
    // The order of the map is the order of use.
    nodes.delete(key);
    nodes.set(key, known);
    return known;
  };

  return {
    runner: (node, background = false) => ({
      place: { kind: 'node', text: `node ${node.name} over ssh` },
      commandLine: (argv) => sshLine(node.host, argv),
      run(argv, options): Running {
        const intent = intentOfCommand(argv);
        const consent = weigh(mode, intent);
        if (!consent.allowed) return refusedRun(consent.sentence, clock);
        const connection = connectionOf(node);
        return runOnNode(
          {
            name: `node ${node.name}`,
            forProgram: (signal) => connection.forProgram(signal, !background),
            forSignal: (signal) => connection.forSignal(signal),
          },
          argv,
          options,
          clock,
        );
      },
    }),
    async connect(node, background, signal) {
      await connectionOf(node).ready(signal, !background);
      return chosen.get(keyOf(node)) ?? { name: 'ssh2', reason: usualReason };
    },
    transportOf: (node) => chosen.get(keyOf(node)),
    async close() {
      await Promise.all(Array.from(nodes.values(), (node) => node.close()));
      if (folder !== undefined) await folder.then(removeSocketFolder, () => {});
    },
  };
}

/** What of the config files was left out belongs to how a node is reached: it may be another one than ssh would reach. */
function withSkipped({ name, reason }: TransportChoice, skipped: readonly string[]): TransportChoice {
  if (skipped.length === 0) return { name, reason };
  return { name, reason: `${reason} Left out of the config of ssh, which only ssh can honour: ${skipped.join('; ')}.` };
}

function keyOf({ host: { host, user = '', port = 0 } }: SshNode): string {
  return `${user} ${host} ${port}`;
}
