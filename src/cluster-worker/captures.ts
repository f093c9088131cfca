import { join } from 'node:path';
import { tmpdir } from 'node:os';
import type { CaptureRequest } from '../contracts/capture.ts';
import type { Clock } from '../kube/clock.ts';
import { execInContainer } from '../kube/exec/exec.ts';
import { endpointPod } from '../inventory/resolve.ts';
import { containerPlace, kubectlExecLine } from '../reach/kubectl-line.ts';
import type { CaptureDeskHost } from './capture-desk.ts';
import type { ContextSession } from './context-session.ts';
import { resolveNow } from './followers.ts';
import type { NodePlaces } from './node-places.ts';
import { podPlaces } from './pod-places.ts';
import type { Calls, CallMessage, FromWorker } from './protocol.ts';
import { isSettled, needsOf } from './view-needs.ts';
import type { WaitingRoom } from './waiting-room.ts';
import { whyUnknown } from './why-unknown.ts';

/** How long an end of a link is waited for while the cluster is being read. */
const patience = 10_000;

export interface CapturesParts {
  readonly session: ContextSession;
  readonly nodes: NodePlaces;
  readonly waiting: WaitingRoom;
  readonly clock: Clock;
  readonly runtimeFolder: string | undefined;
  /** As it was named on the command line, for lines to paste. */
  readonly kubeconfig: string | undefined;
  readonly post: (message: FromWorker) => void;
}

/** Questions about captures. */
export type CaptureCall = Extract<CallMessage, { readonly name: `capture${string}` }>;

/** The captures of one context. What makes them is loaded with the first one. */
export class Captures {
  readonly #parts: CapturesParts;
  #desk: Promise<CaptureDeskHost> | undefined;

  constructor(parts: CapturesParts) {
    this.#parts = parts;
  }

  async answer(message: CaptureCall): Promise<Calls[CaptureCall['name']]['answer']> {
    this.#desk ??= this.#open();
    const desk = await this.#desk;
    switch (message.name) {
      case 'capturePropose':
        return await desk.propose(message.ask.link);
      case 'captureStart':
        await this.#podsRead(message.ask.request);
        return await desk.start(message.ask.capture, message.ask.request);
      case 'captureStop':
        await desk.stop(message.ask.capture);
        return null;
      case 'captureSave':
        await desk.save(message.ask.capture, message.ask.part, message.ask.file);
        return null;
      case 'captureRead':
        return await desk.read(message.ask.capture, message.ask.part, message.ask.offset);
      case 'captureClose':
        await desk.close(message.ask.capture);
        return null;
    }
  }

  /** A pod that was not read yet is not missing. */
  async #podsRead({ points }: CaptureRequest): Promise<void> {
    const { session, waiting } = this.#parts;
    const namespaces = new Set(points.flatMap((point) => (point.kind === 'pod' ? [point.namespace] : [])));
    if (namespaces.size === 0) return;
    for (const namespace of namespaces) session.lookInto(namespace);
    await waiting.untilKnown(() => isSettled(session.freshness('pods')), patience);
  }

  /** Ends every capture. Never rejects. */
  async close(): Promise<void> {
    await this.#desk?.then(
      (desk) => desk.closeAll(),
      () => {},
    );
  }

  async #open(): Promise<CaptureDeskHost> {
    const { CaptureDeskHost } = await import('./capture-desk.ts');
    const { session, nodes, waiting, clock, kubeconfig, post } = this.#parts;
    const { kubectl } = podPlaces(session, kubeconfig);
    return new CaptureDeskHost({
      clock,
      runtimeFolder: this.#parts.runtimeFolder ?? join(tmpdir(), `plumbline-${process.getuid?.() ?? 0}`),
      reach: {
        way: (node, signal) => nodes.way(node, { privileged: true }, signal),
        pod: (namespace, name) => {
          const record = session.inventory.pods.byName(namespace, name);
          return record === undefined ? undefined : endpointPod(record);
        },
        podsUnread: (namespace, name) =>
          whyUnknown(`Pod ${namespace}/${name}`, session.freshnessIn('pods', namespace), session.problem, patience),
        async container(target, signal) {
          const connection = await session.connection();
          signal.throwIfAborted();
          return {
            place: containerPlace(target),
            run: (argv, options) => execInContainer(connection, target, argv, options),
            commandLine: (argv) => kubectlExecLine(target, argv, kubectl()),
          };
        },
      },
      async resolve(endpoint) {
        if ('namespace' in endpoint) session.lookInto(endpoint.namespace);
        await waiting.untilKnown(
          () => needsOf(endpoint.kind).every((resource) => isSettled(session.freshness(resource))),
          patience,
        );
        return resolveNow(endpoint, session, clock);
      },
      cni: () => session.status().cni,
      nodeAddress: (node) =>
        session.inventory.nodes.byName('', node)?.addresses.find(({ type }) => type === 'InternalIP')?.address,
      tell: (capture, state) => post({ type: 'capture-state', capture, state }),
    });
  }
}
