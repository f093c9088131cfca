import { connect, isIP, isIPv6, type Socket } from 'node:net';

/** Replies of a SOCKS 5 server to a request (RFC 1928, section 6). */
const replies: Readonly<Record<number, string>> = {
  1: 'general failure',
  2: 'not allowed by its rules',
  3: 'network unreachable',
  4: 'host unreachable',
  5: 'connection refused',
  6: 'time to live expired',
  7: 'command not supported',
  8: 'address type not supported',
};

const noProof = 0;
const password = 2;

/**
 * Connects to host:port through a SOCKS 5 proxy (RFC 1928, with the user name and password of RFC 1929 where the URL has
 * them). Names are resolved by the proxy, as Go's programs have it for socks5 and socks5h alike. Rejects with an Error in
 * the proxy's words; destroys the socket then.
 */
export async function connectThroughSocks(
  proxy: URL,
  host: string,
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = await opened(proxy, signal);
  const abandon = () => socket.destroy(new Error('given up'));
  signal.addEventListener('abort', abandon, { once: true });
  try {
    await greet(socket, proxy);
    socket.write(Buffer.concat([Buffer.of(5, 1, 0), addressOf(host), Buffer.of(port >> 8, port & 255)]));
    const [version, reply = 0, , kind = 0] = await read(socket, 4);
    if (version !== 5) throw new Error('it does not speak SOCKS 5');
    if (reply !== 0) throw new Error(replies[reply] ?? `reply ${reply}`);
    const length = kind === 1 ? 4 : kind === 4 ? 16 : ((await read(socket, 1))[0] ?? 0);
    await read(socket, length + 2);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', abandon);
  }
}

function opened(proxy: URL, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: proxy.hostname.replace(/^\[|\]$/g, ''), port: Number(proxy.port) || 1080, signal });
    socket.once('error', reject);
    socket.once('connect', () => {
      // Stays for the way: an error event without a listener would end the process.
      socket.on('error', () => {});
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

async function greet(socket: Socket, { username, password: secret }: URL): Promise<void> {
  const methods = username === '' ? [noProof] : [noProof, password];
  socket.write(Buffer.of(5, methods.length, ...methods));
  const [version, method] = await read(socket, 2);
  if (version !== 5) throw new Error('it does not speak SOCKS 5');
  if (method === noProof) return;
  if (method !== password || username === '') throw new Error('it asks for a proof of who asks that plumbline has not');
  const field = (text: string) => {
    const bytes = Buffer.from(decodeURIComponent(text)).subarray(0, 255);
    return Buffer.concat([Buffer.of(bytes.length), bytes]);
  };
  socket.write(Buffer.concat([Buffer.of(1), field(username), field(secret)]));
  const [, status] = await read(socket, 2);
  if (status !== 0) throw new Error('it refuses the user name and password');
}

function addressOf(host: string): Buffer {
  if (isIP(host) === 4) return Buffer.of(1, ...host.split('.').map(Number));
  if (isIPv6(host)) return Buffer.concat([Buffer.of(4), ipv6Bytes(host)]);
  const name = Buffer.from(host);
  if (name.length > 255) throw new Error('the name of the server is too long for SOCKS');
  return Buffer.concat([Buffer.of(3, name.length), name]);
}

function ipv6Bytes(host: string): Buffer {
  // The URL parser writes any IPv6 address in groups of hexadecimal digits.
  const canonical = new URL(`http://[${host}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const before = groups(head);
  const after = groups(tail ?? '');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return Buffer.from(
    [...before, ...(tail === undefined ? [] : zeros), ...after].flatMap((group) => {
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 255];
    }),
  );
}

/** Exactly so many bytes, no more: what follows belongs to who gets the socket. */
function read(socket: Socket, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const bytes: unknown = socket.read(length);
      if (!Buffer.isBuffer(bytes)) return;
      settle();
      if (bytes.length === length) resolve(bytes);
      else reject(new Error('it closed the connection'));
    };
    const broke = () => {
      settle();
      reject(socket.errored ?? new Error('it closed the connection'));
    };
    const settle = () => {
      socket.off('readable', look);
      socket.off('end', broke);
      socket.off('close', broke);
    };
    socket.on('readable', look);
    socket.once('end', broke);
    socket.once('close', broke);
    if (socket.destroyed) broke();
    else look();
  });
}
