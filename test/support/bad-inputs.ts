import { createServer, type Server } from 'node:net';
import { type ApiServer, type Behaviour, certificate, sendStatus, startApiServer } from './api-server.ts';
import { kubeconfigText, type TestContext, type TestFolder, testFolder } from './kubeconfig-file.ts';
import { listen } from './listen.ts';
import { TestCluster } from './test-cluster.ts';

/** What plumbline is started with, and the end of what was set up for it. */
export interface ArrangedInput {
  /** Options of the command line that belong to the case. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Something wrong that an operator meets, and what plumbline has to say about it. */
export interface BadInput {
  /** Reads after 'plumbline says what is wrong when …'. */
  readonly title: string;
  /** 2: what the operator gave is wrong; 3: something stood in the way. */
  readonly exitCode: 2 | 3;
  /** Each must be in what is said: what is wrong, with which object, the server's words, what to do next. */
  readonly says: readonly RegExp[];
  arrange(): Promise<ArrangedInput>;
}

/** A folder for everything that plumbline reads and writes, and the environment that keeps it in there. */
export async function cleanHome(): Promise<{
  readonly folder: TestFolder;
  readonly env: Readonly<Record<string, string>>;
}> {
  const folder = await testFolder();
  const { path } = folder;
  return {
    folder,
    env: {
      HOME: path,
      XDG_STATE_HOME: `${path}/state`,
      XDG_CONFIG_HOME: `${path}/config`,
      XDG_RUNTIME_DIR: path,
    },
  };
}

/** A clean home with files in it. */
async function files(
  write: (folder: TestFolder) => Promise<{ readonly args?: readonly string[]; readonly env?: Record<string, string> }>,
): Promise<ArrangedInput> {
  const { folder, env } = await cleanHome();
  const written = await write(folder);
  return { args: written.args ?? [], env: { ...env, ...written.env }, close: () => folder.remove() };
}

/** A clean home whose kubeconfig names a server. */
async function served(
  server: { readonly url: string; close(): Promise<void> },
  context: Partial<TestContext> = {},
): Promise<ArrangedInput> {
  const { folder, env } = await cleanHome();
  const file = await folder.write('kubeconfig', kubeconfigText({ server: server.url, name: 'night', ...context }));
  return {
    args: ['--kubeconfig', file],
    env,
    async close() {
      await server.close();
      await folder.remove();
    },
  };
}

/** A server that does something else than TLS and HTTP with every connection. */
async function rawServer(server: Server): Promise<{ readonly url: string; close(): Promise<void> }> {
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  const port = await listen(server);
  return {
    url: `https://127.0.0.1:${port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function behaving(
  behaviour: Behaviour,
  context: Partial<TestContext> = {},
  tls?: Parameters<typeof startApiServer>[0]['tls'],
): Promise<ArrangedInput> {
  const server: ApiServer = await startApiServer({ behaviour, ...(tls === undefined ? {} : { tls }) });
  return served(server, context);
}

const base64 = (name: string): string => certificate(name).toString('base64');
const cluster = (): Behaviour => new TestCluster().behaviour;

/** Every bad input that stands between plumbline and a cluster; the ones that take patience first, so that others run meanwhile. */
export const badInputs: readonly BadInput[] = [
  {
    title: 'the server accepts connections and never says a word',
    exitCode: 3,
    says: [/127\.0\.0\.1:\d+ (does not answer|has not answered yet)/, /firewall or (a )?VPN/],
    arrange: async () => served(await rawServer(createServer(() => {}))),
  },
  {
    title: 'the server takes every request and answers none',
    exitCode: 3,
    says: [/127\.0\.0\.1:\d+ has not answered yet/, /check the server address of context night/],
    arrange: () => behaving(() => {}),
  },
  {
    title: 'the credential plugin hangs',
    exitCode: 3,
    says: [/The credential plugin sleep of user night has not answered yet/, /it may be waiting for a log-in/],
    arrange: () =>
      behaving(cluster(), {
        user: {
          exec: {
            apiVersion: 'client.authentication.k8s.io/v1',
            command: 'sleep',
            args: ['600'],
            interactiveMode: 'Never',
          },
        },
      }),
  },
  {
    title: 'there is no kubeconfig at all',
    exitCode: 2,
    says: [/No kubeconfig was found/, /\.kube\/config/, /--kubeconfig FILE or KUBECONFIG/, /plumbline demo/],
    arrange: () => files(async () => ({})),
  },
  {
    title: 'the kubeconfig named on the command line does not exist',
    exitCode: 2,
    says: [/The kubeconfig \S*nowhere cannot be read: it does not exist/, /name another with --kubeconfig/],
    arrange: () => files(async ({ path }) => ({ args: ['--kubeconfig', `${path}/nowhere`] })),
  },
  {
    title: 'no file of the KUBECONFIG list exists',
    exitCode: 2,
    says: [/No kubeconfig was found/, /\/one, \S*\/two \(from KUBECONFIG\)/],
    arrange: () => files(async ({ path }) => ({ env: { KUBECONFIG: `${path}/one:${path}/two` } })),
  },
  {
    title: 'the kubeconfig is broken YAML',
    exitCode: 2,
    says: [/The kubeconfig \S*broken line \d+ cannot be read/, /Correct the file/],
    arrange: () =>
      files(async (folder) => ({
        args: ['--kubeconfig', await folder.write('broken', 'apiVersion: v1\nclusters:\n- name: "night\n  x: [\n')],
      })),
  },
  {
    title: 'the kubeconfig is empty',
    exitCode: 2,
    says: [/The kubeconfig \S*empty cannot be read: it is empty/, /Correct the file/],
    arrange: () => files(async (folder) => ({ args: ['--kubeconfig', await folder.write('empty', '')] })),
  },
  {
    title: 'the context does not exist',
    exitCode: 2,
    says: [/There is no context nihgt in/, /It knows: night, day\./, /Name one of them with --context/],
    arrange: async () => {
      const { folder, env } = await cleanHome();
      const server = 'https://127.0.0.1:1';
      const text = kubeconfigText({ server, name: 'night' }, { server, name: 'day' });
      const file = await folder.write('kubeconfig', text);
      return { args: ['--kubeconfig', file, '--context', 'nihgt'], env, close: () => folder.remove() };
    },
  },
  {
    title: "the server's certificate has expired",
    exitCode: 3,
    says: [/The certificate of 127\.0\.0\.1:\d+ has expired/, /kubeadm certs renew all/, /clock of this machine/],
    arrange: () =>
      behaving(cluster(), {}, { cert: certificate('expired-server.crt'), key: certificate('expired-server.key') }),
  },
  {
    title: 'the client certificate has expired',
    exitCode: 3,
    says: [/The client certificate of context night expired on \d{4}-\d\d-\d\d/, /Get a new client certificate/],
    arrange: () =>
      behaving((_, respond) => sendStatus(respond, 401, 'Unauthorized', 'Unauthorized'), {
        user: {
          'client-certificate-data': base64('expired-client.crt'),
          'client-key-data': base64('expired-client.key'),
        },
      }),
  },
  {
    title: 'the kubeconfig trusts another CA',
    exitCode: 3,
    says: [
      /The certificate of 127\.0\.0\.1:\d+ is not signed by the CA that context night trusts/,
      /certificate-authority/,
    ],
    arrange: () => behaving(cluster(), { cluster: { 'certificate-authority-data': base64('other-ca.crt') } }),
  },
  {
    title: 'the server refuses the credentials (401)',
    exitCode: 3,
    says: [/does not accept the credentials of context night \(401\)/, /token has expired/, /log in again/],
    arrange: () =>
      behaving((_, respond) =>
        sendStatus(respond, 401, 'Unauthorized', 'invalid bearer token, service account token has expired'),
      ),
  },
  {
    title: 'everything is forbidden (403)',
    exitCode: 3,
    says: [/may not (list|watch) pods/, /User "eve" cannot list resource "pods"/, /kubectl auth can-i --list|Ask for/],
    arrange: () =>
      behaving(
        new TestCluster({
          forbid: ({ path }) =>
            path === '/version'
              ? undefined
              : `${path.split('/').at(-1)} is forbidden: User "eve" cannot list resource "${path.split('/').at(-1)}" in API group "" at the cluster scope`,
        }).behaviour,
      ),
  },
  {
    title: 'nothing listens at the address',
    exitCode: 3,
    says: [/127\.0\.0\.1:1 refuses connections: nothing listens there/, /Check the server address of context night/],
    arrange: () => served({ url: 'https://127.0.0.1:1', close: async () => {} }),
  },
  {
    title: 'the name of the server does not resolve',
    exitCode: 3,
    says: [/The name api\.invalid cannot be resolved on this machine/, /Check the server address of context night/],
    arrange: () => served({ url: 'https://api.invalid:6443', close: async () => {} }),
  },
  {
    title: 'the server resets every connection',
    exitCode: 3,
    says: [/127\.0\.0\.1:\d+ broke the connection/, /load balancer/],
    arrange: async () => served(await rawServer(createServer((socket) => socket.resetAndDestroy()))),
  },
  {
    title: 'the server resets every connection after the request',
    exitCode: 3,
    says: [/127\.0\.0\.1:\d+ broke the connection/, /load balancer/],
    arrange: () =>
      behaving((_, _respond, socket) => {
        socket.destroy();
      }),
  },
  {
    title: 'the server speaks no TLS',
    exitCode: 3,
    says: [/127\.0\.0\.1:\d+ does not speak TLS/, /Check the port/],
    arrange: async () => {
      const server = await startApiServer({ behaviour: cluster(), tls: false });
      return served({ url: server.url.replace('http:', 'https:'), close: () => server.close() });
    },
  },
  {
    title: 'the server answers garbage instead of HTTP',
    exitCode: 3,
    says: [/127\.0\.0\.1:\d+ answered something that is not HTTP/, /Check the server address/],
    arrange: () =>
      behaving((_, _respond, socket) => {
        socket.end('\u0000\u0001\u001b]0;owned\u0007\u001b[2J garbage\r\n\r\n');
      }),
  },
  {
    title: 'the server answers garbage instead of JSON',
    exitCode: 3,
    says: [/127\.0\.0\.1:\d+ (answered|sent) something that is not JSON/, /Check the server address|proxy/],
    arrange: () =>
      behaving((_, respond) => {
        respond.writeHead(200, { 'content-type': 'application/json' });
        respond.end('{"items": [\u001b[2J\u001b]0;owned\u0007 nonsense');
      }),
  },
  {
    title: 'the credential plugin is not installed',
    exitCode: 3,
    says: [/The credential plugin night-login of user night is not installed here/, /Get night-login from the portal/],
    arrange: () =>
      behaving(cluster(), {
        user: {
          exec: {
            apiVersion: 'client.authentication.k8s.io/v1',
            command: 'night-login',
            installHint: 'Get night-login from the portal.',
            interactiveMode: 'Never',
          },
        },
      }),
  },
  {
    title: 'the credential plugin fails',
    exitCode: 3,
    says: [/The credential plugin sh of user night failed \(exit code 7\)/, /the ticket is stale/, /Run `sh -c/],
    arrange: () =>
      behaving(cluster(), {
        user: {
          exec: {
            apiVersion: 'client.authentication.k8s.io/v1',
            command: 'sh',
            args: ['-c', 'echo the ticket is stale >&2; exit 7'],
            interactiveMode: 'Never',
          },
        },
      }),
  },
];
