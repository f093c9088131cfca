import type { ContainerTarget } from '../contracts/cluster.ts';
import type { KnownNodes, NodeDesk, NodeWant, NodeWay } from '../contracts/node.ts';
import type { Place, Runner } from '../contracts/runner.ts';
import type { Store } from '../contracts/store.ts';
import { type KubectlContext, kubectlExecLine } from '../reach/kubectl-line.ts';
import type { ByHand } from '../reach/node/way.ts';
import { wantKey } from '../reach/node/want-key.ts';
import { sshLine } from '../reach/ssh/ssh-line.ts';
import { createStore } from '../store/create-store.ts';
import type { FromWorker } from './protocol.ts';
import { RemoteHostKeys } from './remote-host-keys.ts';
import type { RemoteCalls } from './remote-calls.ts';
import type { RemotePrograms } from './remote-programs.ts';
import type { WorkerLine } from './worker-line.ts';

type NodeMessage = Extract<FromWorker, { readonly type: 'node-way' | 'known-nodes' | 'host-key' }>;

/** What the desk of the UI thread needs. */
export interface RemoteNodesParts {
  readonly line: WorkerLine;
  readonly calls: RemoteCalls;
  readonly programs: RemotePrograms;
  /** The context as it is now, for lines to paste. */
  readonly kubectl: () => KubectlContext;
}

/** A way as the worker told it last. */
interface ToldWay {
  readonly way: NodeWay;
  readonly byHand: ByHand;
}

const nothingKnown: KnownNodes = { nodes: [], source: 'cluster', asOf: undefined };

/** The UI thread's end of the nodes: everything that reaches them is in the worker. */
export class RemoteNodes implements NodeDesk {
  readonly #parts: RemoteNodesParts;
  readonly #known = createStore(nothingKnown);
  readonly #told = new Map<string, ToldWay>();
  /** Debug pods of this context, for another worker. */
  readonly #adopted = new Map<string, ContainerTarget>();
  readonly hostKeys: RemoteHostKeys;
  #wanted = false;

  constructor(parts: RemoteNodesParts) {
    this.#parts = parts;
    this.hostKeys = new RemoteHostKeys(parts.line);
  }

  /** The worker tells them from when they are asked for first: most who open a cluster never do. */
  get known(): Store<KnownNodes> {
    if (!this.#wanted) {
      this.#wanted = true;
      this.#parts.line.post({ type: 'want-nodes' });
    }
    return this.#known;
  }

  runner(node: string, want: NodeWant = {}): Runner {
    const told = (): ToldWay | undefined => this.#told.get(wantKey(node, want));
    return {
      get place(): Place {
        return told()?.way.place ?? { kind: 'node', text: `node ${node}` };
      },
      run: (argv, options) => this.#parts.programs.run({ node, want }, argv, options),
      commandLine: (argv) =>
        byHandLine(told()?.byHand ?? { kind: 'ssh', host: { host: node } }, argv, this.#parts.kubectl()),
    };
  }

  way(node: string, want: NodeWant = {}): Promise<NodeWay> {
    return this.#parts.calls.call('nodeWay', { node, want });
  }

  adopt(node: string, pod: ContainerTarget): void {
    this.#adopted.set(node, pod);
    this.#parts.line.post({ type: 'adopt-pod', node, pod });
  }

  take(message: NodeMessage): void {
    if (message.type === 'known-nodes') this.#known.set(message.known);
    else if (message.type === 'host-key') this.hostKeys.take(message.key);
    else this.#told.set(wantKey(message.node, message.want), message);
  }

  /** Another context is opened: what was told is of the one before. */
  forget(): void {
    this.#told.clear();
    this.#adopted.clear();
    this.hostKeys.forget();
    this.#known.set(nothingKnown);
  }

  /** Another worker took over. */
  askAgain(): void {
    this.#told.clear();
    for (const [node, pod] of this.#adopted) this.#parts.line.post({ type: 'adopt-pod', node, pod });
    this.hostKeys.askAgain();
    if (this.#wanted) this.#parts.line.post({ type: 'want-nodes' });
  }
}

/** The line that runs the same by hand. */
function byHandLine(byHand: ByHand, argv: readonly string[], kubectl: KubectlContext): string {
  return byHand.kind === 'ssh'
    ? sshLine(byHand.host, argv)
    : kubectlExecLine(byHand.target, [...byHand.before, ...argv], kubectl);
}
