import type { Backend, ClusterObjects, ExecRequest, ExecStart } from '../backend.ts';
import type { Fault } from '../faults/types.ts';
import { findContainer } from '../world/container.ts';
import type { World } from '../world/types.ts';
import { createPods, type Pods } from './container/pods.ts';
import { exitCodeOf, startProgram } from './container/start-program.ts';
import { createRandom } from './network/random.ts';
import { type NetworkState, networkState } from './network/state.ts';
import { nodeAsPod, nodeContainer, startOnNode } from './node/node-machine.ts';
import { nodeUid } from './node/node-uid.ts';
import { findProgram } from './programs/registry.ts';

interface Running {
  readonly world: World;
  readonly pods: Pods;
  readonly faults: Map<string, Fault>;
  objects: ClusterObjects;
  state: NetworkState;
}

/**
 * A backend that works anywhere: the programs are written here, their output follows from the objects, the policies and
 * the faults that are on. It measures nothing; its numbers are plausible, seeded by the world and repeatable.
 */
export function createSimulation(): Backend {
  let running: Running | undefined;

  const refresh = (now: Running) => {
    now.state = networkState(
      now.world,
      now.objects,
      [...now.faults.values()].flatMap((fault) => fault.effects),
    );
    const running = now.state.pods.filter((pod) => pod.running).map((pod) => pod.uid);
    now.pods.keepOnly(new Set([...running, ...now.world.nodes.map(nodeUid)]));
  };

  return {
    name: 'simulate',
    start(world, objects) {
      const state = networkState(world, objects, []);
      const random = createRandom(world.clusterUid);
      const started: Running = {
        world,
        objects,
        faults: new Map(),
        state,
        pods: createPods(() => started.state, random),
      };
      running = started;
      return Promise.resolve();
    },
    sync(objects) {
      if (running !== undefined) {
        running.objects = objects;
        refresh(running);
      }
      return Promise.resolve();
    },
    exec(request) {
      return Promise.resolve(
        running === undefined ? notStarted('the simulation is not running') : startProcess(running, request),
      );
    },
    execOnNode(command) {
      const node = running?.world.nodes.find(({ name }) => name === command.node);
      if (running === undefined || node === undefined) {
        return Promise.reject(new Error(`Node ${command.node} is not part of the simulation.`));
      }
      return Promise.resolve(startOnNode(running.pods.machine(nodeAsPod(node), nodeContainer(node)), command));
    },
    setFault(fault, on) {
      if (running !== undefined) {
        if (on) {
          running.faults.set(fault.name, fault);
        } else {
          running.faults.delete(fault.name);
        }
        refresh(running);
      }
      return Promise.resolve();
    },
    stop() {
      running?.pods.killAll();
      running = undefined;
      return Promise.resolve();
    },
  };
}

function startProcess(running: Running, request: ExecRequest): ExecStart {
  const { metadata } = request.pod;
  const pod = running.state.pods.find(
    (one) => one.namespace === (metadata.namespace ?? 'default') && one.name === metadata.name,
  );
  const container = pod === undefined ? undefined : findContainer(running.world, request.pod, request.container);
  if (pod === undefined || container === undefined) {
    return notStarted(`container ${request.container} of pod ${metadata.name} is not running`);
  }
  const machine = running.pods.machine(pod, container);
  const [name = ''] = request.argv;
  const program = machine.has(name) ? findProgram(name) : undefined;
  if (program === undefined) {
    return notStarted(
      machine.has(name)
        ? `exec: "${name}": not supported in the simulation`
        : `OCI runtime exec failed: exec failed: unable to start container process: exec: "${name}": executable file not found in $PATH: unknown`,
    );
  }
  const process = startProgram(program, machine, request);
  return {
    started: true,
    process: { ...process, exitCode: process.ended.then(exitCodeOf) },
  };
}

function notStarted(message: string): ExecStart {
  return { started: false, message };
}
