import type { Duration } from '../../contracts/time.ts';
import type { Clock } from '../clock.ts';

/** What a heartbeat needs of a WebSocket. */
export interface HeartbeatSocket {
  ping(): void;
  on(event: 'pong' | 'message' | 'ping', listener: () => void): unknown;
}

/**
 * Notices a peer that is gone without a word: pings three times per `patience` and calls `dead` when nothing at all
 * came back for that long. The returned function ends it.
 */
export function startHeartbeat(
  socket: HeartbeatSocket,
  patience: Duration,
  clock: Clock,
  dead: () => void,
): () => void {
  let lastSign = clock.now();
  const sign = () => {
    lastSign = clock.now();
  };
  socket.on('pong', sign);
  socket.on('ping', sign);
  socket.on('message', sign);
  let cancel = () => {};
  const beat = () => {
    if (clock.now() - lastSign >= patience) {
      dead();
      return;
    }
    socket.ping();
    cancel = clock.after(patience / 3, beat);
  };
  cancel = clock.after(patience / 3, beat);
  return () => cancel();
}
