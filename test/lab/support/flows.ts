import type { Backend } from '../../../demo/backend.ts';
import type { KubernetesObject, World } from '../../../demo/world/types.ts';
import { addressOf, world } from './bench.ts';

/** One connection that is to be tried from a pod. */
export interface TriedFlow {
  readonly source: KubernetesObject;
  readonly destination: KubernetesObject;
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
}

/** Answered by anything at all, or by nothing within the time. */
export type Answer = 'answered' | 'silent';

/** The demo's world with a shell in every container, whatever its image: to try flows from any pod. */
export const worldWithShells: World = {
  ...world,
  containers: world.containers.map((container) => ({
    ...container,
    image: { ...container.image, programs: ['bash', 'timeout'] },
  })),
};

/**
 * Tries flows over real packets, those of each source at once. A TCP connection is answered when it opens or is refused, a
 * datagram when its port is refused: nothing listens there.
 */
export async function tryFlows(lab: Backend, flows: readonly TriedFlow[], seconds: number): Promise<readonly Answer[]> {
  const answers = new Map<TriedFlow, Answer>();
  const bySource = Map.groupBy(flows, ({ source }) => source);
  for (const some of batches([...bySource], 5))
    await Promise.all(
      some.map(async ([source, own]) => {
        const lines = await output(lab, source, script(own, seconds));
        for (const [index, flow] of own.entries()) {
          const answer = lines.get(index);
          if (answer === undefined) throw new Error(`no answer for flow ${index} of ${source.metadata.name}`);
          answers.set(flow, answer);
        }
      }),
    );
  return flows.map((flow) => answers.get(flow) ?? 'silent');
}

function batches<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** A shell that tries each flow beside the others and says a line for each: its number and how it ended. */
function script(flows: readonly TriedFlow[], seconds: number): string {
  return [
    `tcp() { timeout ${seconds} bash -c "exec 3<>/dev/tcp/$2/$3" 2>/dev/null; [ $? = 124 ] && echo $1 silent || echo $1 answered; }`,
    // A read ends with more than 128 when its time is over, and with 1 when the port was refused.
    `udp() { exec 3<>/dev/udp/$2/$3; printf x >&3 2>/dev/null; read -t ${seconds} -u 3 2>/dev/null; [ $? -gt 128 ] && echo $1 silent || echo $1 answered; }`,
    ...flows.map(
      ({ protocol, destination, port }, index) =>
        `${protocol.toLowerCase()} ${index} ${addressOf(destination)} ${port} &`,
    ),
    'wait',
  ].join('\n');
}

async function output(lab: Backend, pod: KubernetesObject, text: string): Promise<ReadonlyMap<number, Answer>> {
  const container = world.containers.find(
    ({ namespace, podPrefix }) => namespace === pod.metadata.namespace && pod.metadata.name.startsWith(podPrefix),
  );
  const answer = await lab.exec({
    pod,
    container: container?.container ?? '',
    argv: ['bash', '-c', text],
    stdin: false,
    tty: false,
  });
  if (!answer.started) throw new Error(answer.message);
  let stdout = '';
  answer.process.stdout.on('data', (bytes: Buffer) => {
    stdout += bytes.toString();
  });
  answer.process.stderr.resume();
  await answer.process.exitCode;
  return new Map(
    stdout.split('\n').flatMap((line) => {
      const [index = '', said] = line.split(' ');
      return said === 'answered' || said === 'silent' ? [[Number(index), said] as const] : [];
    }),
  );
}
