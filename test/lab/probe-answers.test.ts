import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { acrossNodes } from '../../demo/faults/main-link.ts';
import { describeWithKubectl, succeed } from '../support/kubectl.ts';
import { describeWithPrograms } from '../support/needs.ts';
import { type ServedDemo, serveDemoProgram } from '../support/served-demo.ts';
import { addressOf, pod, programs } from './support/bench.ts';

const { from } = acrossNodes;
const backend = pod('shop/backend', 'worker-2');
const destination = `shop/${backend.metadata.name}`;
const plumbing = pod('kube-flannel/kube-flannel', 'worker-1').metadata.name;

const services = [
  {
    name: 'nobody',
    spec: { clusterIP: '10.96.77.1', selector: { app: 'nobody' }, ports: [{ name: 'http', port: 80 }] },
  },
  { name: 'direct', spec: { clusterIP: 'None', selector: { app: 'backend' }, ports: [{ name: 'http', port: 8080 }] } },
  { name: 'outside', spec: { type: 'ExternalName', externalName: 'example.com', ports: [{ name: 'http', port: 80 }] } },
  {
    name: 'alias',
    spec: {
      type: 'ExternalName',
      externalName: 'backend.shop.svc.cluster.local',
      ports: [{ name: 'http', port: 8080 }],
    },
  },
].map(({ name, spec }) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop' }, spec }));

describeWithPrograms('What a probe on real packets answers', programs, () => {
  describeWithKubectl('when the way to the destination is changed by hand', () => {
    let demo: ServedDemo;
    beforeAll(async () => {
      demo = await serveDemoProgram('--backend', 'lab', '--fault', 'packet-loss');
    });
    afterAll(() => demo.end());

    const kubectl = (args: readonly string[], input?: string) => succeed(demo.kubeconfig, args, input);

    async function json(...args: string[]): Promise<Record<string, unknown>> {
      const { exitCode, stdout } = await demo.run('probe', ...args, '--kubeconfig', demo.kubeconfig, '-o', 'json');
      return { exitCode, ...JSON.parse(stdout) };
    }

    const connect = (source: string, to: string, ...more: string[]) =>
      json('connect', '--from', source, '--to', to, ...more);

    /** Puts one rule before everything else on worker-1, looks, and takes it away whatever was seen. */
    async function withRule(hook: string, rule: string, look: () => Promise<void>): Promise<void> {
      const nft = (command: string) => kubectl(['exec', '-n', 'kube-flannel', plumbing, '--', 'sh', '-c', command]);
      try {
        await nft(
          `nft add table ip by-hand && nft add chain ip by-hand rules '{ type filter hook ${hook} priority -300; }' && ` +
            `nft add rule ip by-hand rules ${rule}`,
        );
        await look();
      } finally {
        await nft('nft delete table ip by-hand');
      }
    }

    it('is lossy from the start where the demo was started with a fault', async () => {
      const args = ['--from', from, '--to', destination, '--count', '25', '--interval', '0.2'];
      expect(await json('latency', ...args)).toMatchObject({ class: 'lossy', exitCode: 0 });
      await demo.fault('packet-loss', false);
    });

    it('tells a filter that rejects with ICMP from a host that is not there, with the line of ICMP', async () => {
      await withRule('forward', `ip daddr ${addressOf(backend)} reject with icmp admin-prohibited`, async () => {
        const answer = await connect(from, `${destination}:8080`);
        expect(answer).toMatchObject({ class: 'prohibited', exitCode: 1 });
        expect(answer['sentence']).toMatch(
          /was rejected: administratively prohibited; 10\.244\.1\.1 answers ping with 'Packet filtered'$/,
        );
        expect(JSON.stringify(answer['evidence'])).toContain('icmp_seq=1 Packet filtered');
      });
    });

    it('says that a filter may reject one port where ping is answered', async () => {
      const rule = `ip daddr ${addressOf(backend)} tcp dport 8080 reject with icmp host-prohibited`;
      await withRule('forward', rule, async () => {
        expect(await connect(from, `${destination}:8080`)).toMatchObject({
          class: 'no-route',
          sentence: expect.stringMatching(/yet ping is answered, so a filter may reject this port$/),
        });
      });
    });

    it('names the router that has no route, and does not blame the source', async () => {
      expect(await connect(from, '8.8.8.8:53')).toMatchObject({
        class: 'network-unreachable',
        sentence: expect.stringMatching(/; \d[\d.]+ answers ping with 'Destination Net Unreachable'$/),
      });
    });

    it('never takes a name that is still being resolved for an open port', { timeout: 60_000 }, async () => {
      await withRule('prerouting', 'udp dport 53 drop', async () => {
        const [nc, busybox, dig, nslookup, link] = await Promise.all([
          connect(from, 'kubernetes.default:443', '--timeout', '2'),
          connect(`shop/${pod('shop/cart', 'worker-1').metadata.name}`, 'kubernetes.default:443', '--timeout', '2'),
          json('dns', '--from', from, '--to', 'svc/shop/backend'),
          json('dns', '--from', `shop/${pod('shop/cart', 'worker-1').metadata.name}`, '--to', 'svc/shop/backend'),
          json('link', '--from', from, '--to', 'kubernetes.default:443', '--seconds', '6'),
        ]);
        const unresolved = {
          class: 'timeout',
          exitCode: 1,
          sentence: 'TCP kubernetes.default:443 timed out after 2.0 s, resolving the name included',
        };
        expect([nc, busybox]).toMatchObject([unresolved, unresolved]);
        expect([dig, nslookup]).toMatchObject([
          {
            class: 'timeout',
            sentence: expect.stringMatching(/^DNS: no answer from the server 10\.96\.0\.10 for backend/),
          },
          { class: 'timeout', sentence: expect.stringMatching(/^DNS: no answer from the server/) },
        ]);
        expect(link).toMatchObject({ class: 'dns-failing', exitCode: 1 });
      });
    });

    it('answers for services of every kind', async () => {
      await kubectl(
        ['create', '--validate=false', '-f', '-'],
        JSON.stringify({ apiVersion: 'v1', kind: 'List', items: services }),
      );
      const ends = ['nobody:http', 'direct:http', 'alias:http', 'outside:http', 'frontend:http'];
      const answers = await Promise.all(ends.map((end) => connect(from, `svc/shop/${end}`)));
      expect(answers.map((answer) => answer['class'])).toEqual([
        'refused',
        'open',
        'open',
        'name-not-resolved',
        'open',
      ]);
      expect(answers[0]).toMatchObject({ problem: 'service shop/nobody has no ready backend', exitCode: 1 });
    });

    it('sees a server whose large answers vanish as one that hangs after the connect', async () => {
      await demo.fault('mtu-black-hole', true);
      try {
        const [large, small] = await Promise.all([
          connect(from, `${destination}:9090`, '--http', '--timeout', '2'),
          connect(from, `${destination}:8080`, '--http'),
        ]);
        expect([large, small]).toMatchObject([
          { class: 'hang-after-connect', exitCode: 1 },
          { class: 'open', exitCode: 0 },
        ]);
      } finally {
        await demo.fault('mtu-black-hole', false);
      }
    });

    it('follows a workload to its next pod and says so', { timeout: 60_000 }, async () => {
      const args = ['--from', from, '--to', 'deploy/shop/backend', '--seconds', '7', '-o', 'json'];
      const child = demo.start('probe', 'link', ...args, '--kubeconfig', demo.kubeconfig);
      let text = '';
      child.stdout?.on('data', (bytes: Buffer) => {
        text += bytes.toString();
      });
      await pause(3_000);
      const pods = await kubectl(['get', 'pods', '-n', 'shop', '-l', 'app=backend', '-o', 'name']);
      const [first = ''] = pods
        .split('\n')
        .toSorted()
        .filter((name) => name !== '');
      await kubectl(['delete', first, '-n', 'shop', '--wait=false']);
      await once(child, 'close');
      const link = JSON.parse(text);
      // Pings that were under way to the pod that died are really lost; the link to its successor works.
      expect(['healthy', 'lossy']).toContain(link.class);
      expect(link.connect.class).toBe('open');
      expect(link.marks.map(({ mark }: { mark: string }) => mark)).toContainEqual(
        expect.stringMatching(/^now pod backend-/),
      );
    });

    it('shows the bastion’s answer, labelled, where the pod has no program that resolves', async () => {
      expect(
        await json('dns', '--from', 'shop/catalog', '--to', destination, '--name', 'outside.invalid'),
      ).toMatchObject({
        exitCode: 3,
        sentence: expect.stringContaining(
          'there is no dig, nslookup or getent in container catalog in pod shop/catalog-',
        ),
        askedFrom: 'this bastion (fallback)',
      });
    });
  });
});
