import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { type ControlAnswer, controlAnswer, type ControlRequest } from '../server/control-protocol.ts';

/** How long a demo may take to answer, milliseconds: a fault of the lab changes real networks. */
const deadline = 20_000;

/** Asks the demo behind a control socket. Rejects when nobody listens there or the answer does not come. */
export async function askDemo(path: string, request: ControlRequest): Promise<ControlAnswer> {
  const socket = connect(path);
  const signal = AbortSignal.timeout(deadline);
  try {
    await once(socket, 'connect', { signal });
    socket.write(`${JSON.stringify(request)}\n`);
    const lines = createInterface({ input: socket });
    const broken = once(socket, 'error', { signal }).then(([error]) => Promise.reject(error));
    const silent = once(lines, 'close', { signal }).then(() =>
      Promise.reject(new Error('The demo hung up without an answer.')),
    );
    const [line] = await Promise.race([once(lines, 'line', { signal }), broken, silent]);
    return controlAnswer.parse(JSON.parse(String(line)));
  } finally {
    socket.on('error', () => undefined);
    socket.destroy();
  }
}
