import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type ControlAnswer, controlRequest, type DemoStatus } from './control-protocol.ts';
import type { FaultSwitch } from './fault-switch.ts';

const say = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Carries out one line. Never rejects: what goes wrong is the answer. */
async function answer(line: string, status: DemoStatus, faults: FaultSwitch): Promise<ControlAnswer> {
  try {
    const request = controlRequest.parse(JSON.parse(line));
    if (request.command === 'fault') await faults.set(request.name, request.on);
    return { status, faults: faults.states() };
  } catch (error) {
    return { error: say(error) };
  }
}

/** Listens on `status.control`, a socket that only its owner can open. */
export function serveControl(status: DemoStatus, faults: FaultSwitch): Promise<Server> {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => socket.destroy());
    createInterface({ input: socket }).once('line', (line) => {
      answer(line, status, faults).then(
        (reply) => socket.end(`${JSON.stringify(reply)}\n`),
        () => socket.destroy(),
      );
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(status.control, () => {
      chmodSync(status.control, 0o600);
      resolve(server);
    });
  });
}
