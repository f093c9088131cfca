import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { connectThroughProxy } from '../../../src/kube/http/proxy.ts';
import { listen } from '../../support/listen.ts';
import { startTestProxy, type TestProxyOptions } from '../../support/test-proxy.ts';
import { failureOf } from './open-test-connection.ts';

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** A server that speaks first, so that nothing of what it says may be lost. */
async function greeter(): Promise<number> {
  const server = createServer(
    (socket) =>
      void socket
        .on('error', () => {})
        .resume()
        .end('hello'),
  );
  endings.push(() => new Promise((resolve) => server.close(resolve)));
  return listen(server);
}

async function proxied(options: Omit<TestProxyOptions, 'kind'>, login = '') {
  const proxy = await startTestProxy({ kind: 'socks5', ...options });
  endings.push(() => proxy.close());
  return { proxy, url: new URL(proxy.url.replace('//', `//${login}`)) };
}

describe('a SOCKS 5 proxy', () => {
  it.each(['api.example', '10.1.2.3', 'fd00::7', '::1', '1:2:3:4:5:6:7:8'])(
    'is asked for %s, and gives the bytes on',
    async (host) => {
      const port = await greeter();
      const { proxy, url } = await proxied({ to: { host: '127.0.0.1', port } });
      const socket = await connectThroughProxy({ proxy: url, host, port: 6443 });
      const [said] = await once(socket, 'data');
      expect(String(said)).toBe('hello');
      socket.destroy();
      const [asked = ''] = proxy.asked;
      const name = asked.slice(0, asked.lastIndexOf(':'));
      expect(host.includes(':') ? new URL(`http://[${name}]`).hostname : name).toBe(
        host.includes(':') ? new URL(`http://[${host}]`).hostname : host,
      );
    },
  );

  it('is shown the user name and password of its URL', async () => {
    const port = await greeter();
    const { url } = await proxied({ login: 'me:se cret', to: { host: '127.0.0.1', port } }, 'me:se%20cret@');
    (await connectThroughProxy({ proxy: url, host: 'api.example', port: 6443 })).destroy();
  });

  it('that refuses them is named, without them', async () => {
    const { url } = await proxied({ login: 'me:secret' }, 'me:wrong@');
    const error = await failureOf(connectThroughProxy({ proxy: url, host: 'api.example', port: 6443 }));
    expect(error.message).toBe(`The proxy socks5://${url.host} gives no way to api.example:6443.`);
    expect(error.facts.serverMessage).toBe('it refuses the user name and password');
    expect(JSON.stringify(error.facts)).not.toContain('wrong');
  });

  it('that wants a login which is not there says so', async () => {
    const { url } = await proxied({ login: 'me:secret' });
    const error = await failureOf(connectThroughProxy({ proxy: url, host: 'api.example', port: 6443 }));
    expect(error.facts.serverMessage).toBe('it asks for a proof of who asks that plumbline has not');
  });

  it.each([
    ['its own reply', Buffer.from([5, 0, 5, 5, 0, 1, 0, 0, 0, 0, 0, 0]), 'connection refused'],
    ['something else', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), 'it does not speak SOCKS 5'],
    ['nothing', Buffer.alloc(0), 'it closed the connection'],
  ])('that answers with %s is told by it', async (_, bytes, words) => {
    const server = createServer(
      (socket) =>
        void socket
          .on('error', () => {})
          .resume()
          .end(bytes),
    );
    endings.push(() => new Promise((resolve) => server.close(resolve)));
    const url = new URL(`socks5://127.0.0.1:${await listen(server)}`);
    const error = await failureOf(connectThroughProxy({ proxy: url, host: 'api.example', port: 6443 }));
    expect(error.facts.serverMessage).toBe(words);
  });
});
