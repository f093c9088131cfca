import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type {
  Backend,
  BackendProcess,
  ClusterObjects,
  ExecRequest,
  ExecStart,
  NodeCommand,
  NodeProcess,
} from '../backend.ts';
import type { Fault } from '../faults/types.ts';
import { findContainer, hostRootOf } from '../world/container.ts';
import type { World } from '../world/types.ts';
import { networkNamespaceOf, podId } from './cluster-model.ts';
import { CniTools } from './cni-tools.ts';
import { execOnNode } from './node-exec.ts';
import { NodeRecords } from './node-records.ts';
import { execInPod, programMissing } from './pod-exec.ts';
import { findProgram } from './programs.ts';
import { openSandbox, type Sandbox } from './sandbox.ts';
import { wireFaultScript } from './scripts/faults.ts';
import { groundScript } from './scripts/ground.ts';
import { type ImageFolder, imageFolders, imagesScript } from './scripts/images.ts';
import { nodePlacesScript } from './scripts/node-places.ts';
import { nodesScript } from './scripts/nodes.ts';
import { outsideScript } from './scripts/outside.ts';
import { Wire } from './wire.ts';

/** Everything of a lab that is up. */
interface RunningLab {
  readonly world: World;
  readonly sandbox: Sandbox;
  readonly wire: Wire;
  readonly images: ReadonlyMap<string, ImageFolder>;
  /** The process that holds each node, by its name. */
  readonly nodes: ReadonlyMap<string, number>;
  readonly records: NodeRecords;
  readonly tools: CniTools;
}

/**
 * The backend with real packets: nodes and pods are network namespaces that belong to a plain user, and what is
 * exec'ed are this machine's own programs. Any number of labs can stand side by side. A lab ends with the process that
 * made it, however that ends.
 */
export function createLab(): Backend {
  return new Lab();
}

class Lab implements Backend {
  readonly name = 'lab';
  readonly #faults = new Map<string, Fault>();
  /** What runs in a pod or on a node, by its id, with its end. */
  readonly #execs = new Map<string, Map<Pick<BackendProcess, 'kill'>, Promise<unknown>>>();
  #objects: ClusterObjects | undefined;
  #running: RunningLab | undefined;
  /** Known before anything runs in it, so that a lab can be stopped while it starts. */
  #opening: Promise<Sandbox> | undefined;
  /** Changes to the wire happen one after the other. */
  #queue: Promise<unknown> = Promise.resolve();

  async start(world: World, objects: ClusterObjects): Promise<void> {
    this.#opening = openSandbox();
    const sandbox = await this.#opening;
    try {
      const applets = await busyboxApplets();
      await sandbox.run([groundScript, imagesScript(world, applets), nodesScript(world.nodes)].join('\n'));
      const places = await sandbox.run([outsideScript(world, objects), nodePlacesScript(world)].join('\n'));
      this.#running = {
        world,
        sandbox,
        wire: new Wire(world, sandbox),
        images: imageFolders(world, applets),
        nodes: new Map(world.nodes.map(({ name }) => [name, holderOf(name, places)])),
        records: new NodeRecords(world, sandbox),
        tools: new CniTools(world, sandbox),
      };
      await this.sync(objects);
    } catch (error) {
      this.#running = undefined;
      await sandbox.stop();
      throw error;
    }
  }

  sync(objects: ClusterObjects): Promise<void> {
    this.#objects = objects;
    return this.#inTurn((running) => this.#apply(running));
  }

  async exec(request: ExecRequest): Promise<ExecStart> {
    const running = this.#running;
    const id = podId(request.pod);
    const placed = running?.wire.find(id);
    if (running === undefined || placed === undefined) {
      return { started: false, message: 'container not running: it has no place in the lab' };
    }
    const container = findContainer(running.world, request.pod, request.container);
    const image = container === undefined ? undefined : running.images.get(container.image.image);
    if (image === undefined) return programMissing(request.argv[0] ?? '');
    // A pod with the root of its node is in the node's own place: so it sees what the node sees.
    const place = hostRootOf(request.pod) === undefined ? undefined : running.nodes.get(placed.pod.node.name);
    const door = running.sandbox.doorTo(place ?? placed.holder, networkNamespaceOf(placed.pod));
    const start = execInPod(request, image, door);
    if (start.started) this.#track(id, start.process, start.process.exitCode, running.sandbox);
    return start;
  }

  async execOnNode(command: NodeCommand): Promise<NodeProcess> {
    const holder = this.#running?.nodes.get(command.node);
    if (this.#running === undefined || holder === undefined) {
      throw new Error(`Node ${command.node} has no place in the lab.`);
    }
    const { sandbox } = this.#running;
    const process = execOnNode(command, sandbox.doorTo(holder, command.node));
    this.#track(command.node, process, process.ended, sandbox);
    return process;
  }

  setFault(fault: Fault, on: boolean): Promise<void> {
    return this.#inTurn(async (running) => {
      const { world, sandbox, records } = running;
      if (this.#faults.has(fault.name) === on) return;
      const scripts = fault.effects.flatMap((effect) => wireFaultScript(world, effect, on) ?? []);
      if (scripts.length > 0) await sandbox.run(scripts.join('\n'));
      if (on) this.#faults.set(fault.name, fault);
      else this.#faults.delete(fault.name);
      await this.#apply(running);
      await records.effects(fault.effects, on);
    });
  }

  async stop(): Promise<void> {
    this.#running = undefined;
    this.#faults.clear();
    const sandbox = await this.#opening?.catch(() => undefined);
    await sandbox?.stop();
    await this.#queue;
    await Promise.all([...this.#execs.values()].flatMap((processes) => [...processes.values()]));
  }

  async #apply({ wire, records, tools }: RunningLab): Promise<void> {
    if (this.#objects === undefined) return;
    const effects = [...this.#faults.values()].flatMap((fault) => fault.effects);
    for (const id of await wire.apply(this.#objects, effects)) {
      for (const process of this.#execs.get(id)?.keys() ?? []) process.kill('SIGKILL');
    }
    await records.follow(this.#objects, wire);
    await tools.follow(this.#objects, effects);
  }

  /** One failed change must not stop the next one, so the queue itself never rejects. */
  #inTurn(work: (running: RunningLab) => Promise<void>): Promise<void> {
    const turn = this.#queue.then(async () => {
      const running = this.#running;
      if (running !== undefined) await work(running);
    });
    this.#queue = turn.catch(() => {});
    return turn;
  }

  #track(id: string, process: Pick<BackendProcess, 'kill'>, ended: Promise<unknown>, sandbox: Sandbox): void {
    const processes = this.#execs.get(id) ?? new Map<Pick<BackendProcess, 'kill'>, Promise<unknown>>();
    this.#execs.set(id, processes);
    processes.set(process, ended);
    ended
      .then(() => {
        processes.delete(process);
        if (processes.size === 0 && this.#execs.get(id) === processes) this.#execs.delete(id);
        // What the program left behind is now a child of the first process, a shell that reaps while it runs something.
        return sandbox.run(':');
      })
      .catch(() => {
        // The lab has ended, and every process with it.
      });
  }
}

/** The process id in the line `holder NAME PID` of a script's output. */
function holderOf(name: string, output: string): number {
  const holder = Number(new RegExp(`^holder ${name} (\\d+)$`, 'm').exec(output)?.[1]);
  if (Number.isNaN(holder)) throw new Error(`Node ${name} did not come up: ${output}`);
  return holder;
}

/** What this machine's BusyBox can be: 'ping', 'nc', …. */
async function busyboxApplets(): Promise<ReadonlySet<string>> {
  const { stdout } = await promisify(execFile)(findProgram('busybox') ?? 'busybox', ['--list'], { encoding: 'utf8' });
  return new Set(stdout.split('\n').filter((line) => line !== ''));
}
