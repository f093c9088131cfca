import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** An etcd and a kube-apiserver of the test's own on 127.0.0.1, without any controller or kubelet. */
export interface TestEnvironment {
  readonly kubeconfig: string;
  end(): Promise<void>;
}

const token = 'plumbline-test-token';
/** How often the server is asked whether it is ready, 200 ms apart. */
const mostTries = 300;

/** Starts both programs from the folder that KUBEBUILDER_ASSETS names (setup-envtest fills it). Rejects with their words. */
export async function startTestEnvironment(assets: string): Promise<TestEnvironment> {
  const [etcd, apiServer] = ['etcd', 'kube-apiserver'].map((name) => join(assets, name)) as [string, string];
  for (const file of [etcd, apiServer]) {
    if (!existsSync(file)) throw new Error(`KUBEBUILDER_ASSETS names ${assets}, and there is no ${file}`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-test-environment-'));
  const [clientPort, peerPort, securePort] = [await freePort(), await freePort(), await freePort()];
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const running: ChildProcess[] = [];
  const words: string[] = [];
  const start = (program: string, args: readonly string[]): void => {
    const child = spawn(program, [...args], { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
    child.on('error', (error) => words.push(error.message));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words.push(text);
      if (words.length > 200) words.shift();
    });
    running.push(child);
  };
  const end = async (): Promise<void> => {
    for (const child of running.toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const stubborn = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await gone;
      clearTimeout(stubborn);
    }
    rmSync(folder, { recursive: true, force: true });
  };

  const client = `http://127.0.0.1:${clientPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  start(etcd, [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
  ]);
  const issuer = write('service-account.key', keys.privateKey);
  start(apiServer, [
    `--etcd-servers=${client}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${securePort}`,
    `--cert-dir=${join(folder, 'certificates')}`,
    `--token-auth-file=${write('tokens.csv', `${token},plumbline-test,plumbline-test,"system:masters"\n`)}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.0.0.0/24',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${write('service-account.pub', keys.publicKey)}`,
    `--service-account-signing-key-file=${issuer}`,
    // No controller makes service accounts here, and pods must be taken all the same.
    '--disable-admission-plugins=ServiceAccount',
    '--allow-privileged=true',
  ]);
  const kubeconfig = write(
    'config',
    stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test-environment',
      clusters: [
        {
          name: 'test-environment',
          // The server signs its own certificate in a folder that only this test reads.
          cluster: { server: `https://127.0.0.1:${securePort}`, 'insecure-skip-tls-verify': true },
        },
      ],
      users: [{ name: 'test-environment', user: { token } }],
      contexts: [{ name: 'test-environment', context: { cluster: 'test-environment', user: 'test-environment' } }],
    }),
  );
  try {
    await untilReady(securePort, () => running.some((child) => child.exitCode !== null));
  } catch (error) {
    await end();
    throw new Error(`the API server of KUBEBUILDER_ASSETS did not start: ${words.slice(-5).join('')}`, {
      cause: error,
    });
  }
  return { kubeconfig, end };
}

async function untilReady(port: number, ended: () => boolean): Promise<void> {
  const { Agent, request } = await import('undici');
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  try {
    for (let tries = 0; tries < mostTries; tries += 1) {
      if (ended()) throw new Error('a program ended');
      try {
        const { statusCode, body } = await request(`https://127.0.0.1:${port}/readyz`, {
          dispatcher,
          headers: { authorization: `Bearer ${token}` },
        });
        await body.dump();
        if (statusCode === 200) return;
      } catch {
        // It does not listen yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('it never said that it is ready');
  } finally {
    await dispatcher.close();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
