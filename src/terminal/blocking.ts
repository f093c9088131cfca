/** What libuv's stream handles can do; Node has no public way to say it for a terminal. */
interface BlockingHandle {
  setBlocking(blocking: boolean): unknown;
}

function isBlockingHandle(value: unknown): value is BlockingHandle {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'setBlocking') === 'function';
}

/**
 * Makes writes to a terminal return at once (`false`) or wait (`true`, Node's default). A terminal that stops reading
 * (a stalled SSH link, a paused tmux) would otherwise stop the whole event loop. Returns whether it could be set.
 */
export function setBlockingWrites(stream: object, blocking: boolean): boolean {
  const handle: unknown = Reflect.get(stream, '_handle');
  if (!isBlockingHandle(handle)) return false;
  handle.setBlocking(blocking);
  return true;
}
