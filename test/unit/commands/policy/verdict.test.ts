import { describe, expect, it } from 'vitest';
import { runOn, shop } from './run.ts';

const verdict = (flows: unknown, options: object = {}) =>
  runOn(
    shop,
    'verdict',
    { probes: 'flows.json', output: 'json', ...options },
    {
      files: { 'flows.json': typeof flows === 'string' ? flows : JSON.stringify(flows) },
    },
  );

const items = async (flows: unknown): Promise<readonly object[]> =>
  (JSON.parse((await verdict(flows)).stdout) as { items: readonly object[] }).items;

describe('plumbline policy verdict', () => {
  it('answers in the order of the flows, with both sides, the basis and the rule', async () => {
    expect(
      await items([
        { from: 'shop/frontend', to: 'shop/backend', protocol: 'TCP', port: 8080 },
        { from: 'shop/other', to: 'shop/backend', protocol: 'TCP', port: 8080 },
        { from: 'shop/backend', toIP: '203.0.113.7', protocol: 'UDP', port: 53 },
      ]),
    ).toMatchObject([
      {
        egress: 'allow',
        ingress: 'allow',
        allowed: true,
        basis: 'policy',
        decidedBy: [{ policy: { name: 'backend-ingress' }, direction: 'ingress', rule: 1, line: 42 }],
      },
      { egress: 'allow', ingress: 'default-deny', allowed: false, basis: 'policy' },
      { egress: 'allow', ingress: 'n/a', allowed: true, basis: 'default', decidedBy: [] },
    ]);
  });

  it('is one document of plumbline/v1', async () => {
    const { stdout, exitCode } = await verdict([]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ apiVersion: 'plumbline/v1', kind: 'PolicyVerdicts', items: [] });
  });

  it('says null, which no program takes for yes, where it cannot be decided', async () => {
    const host = shop.replace(
      'spec: { nodeName: worker-2, containers: [{ name: main, ports',
      'spec: { hostNetwork: true, nodeName: worker-2, containers: [{ name: main, ports',
    );
    const { stdout } = await runOn(
      host,
      'verdict',
      { probes: 'f', output: 'json' },
      {
        files: { f: JSON.stringify([{ from: 'shop/frontend', to: 'shop/backend', port: 9999 }]) },
      },
    );
    expect(JSON.parse(stdout)).toMatchObject({
      items: [
        {
          allowed: null,
          ingress: 'undecidable',
          basis: 'undefined',
          reason: expect.stringContaining('hostNetwork') as string,
        },
      ],
    });
  });

  it('decides as a CNI does what the API leaves open, where it is told which', async () => {
    const flows = { f: JSON.stringify([{ from: 'shop/other', to: 'shop/backend', protocol: 'ICMP', icmpType: 8 }]) };
    const options = { probes: 'f', output: 'json' };
    expect(JSON.parse((await runOn(shop, 'verdict', options, { files: flows })).stdout)).toMatchObject({
      items: [{ allowed: null }],
    });
    expect(
      JSON.parse((await runOn(shop, 'verdict', { ...options, cni: 'cilium' }, { files: flows })).stdout),
    ).toMatchObject({
      items: [{ allowed: false }],
    });
  });

  it('takes a destination with the one of its addresses that is meant', async () => {
    const flow = {
      from: 'shop/frontend',
      to: 'shop/backend',
      toIP: '10.1.0.2',
      port: 8080,
      protocol: 'TCP',
      note: 'kept',
    };
    expect(await items([flow])).toMatchObject([{ to: 'shop/backend', allowed: true }]);
  });

  it('takes null and an empty text for a field that is left out', async () => {
    const flow = { from: 'shop/frontend', to: '', toIP: '192.0.2.1', port: null, protocol: 'ICMP', icmpType: 8 };
    expect(await items([flow])).toMatchObject([{ port: null, protocol: 'ICMP', allowed: true }]);
  });

  it('goes through services, whose backends it judges', async () => {
    expect(await items([{ from: 'shop/frontend', to: 'svc/shop/backend', port: 80 }])).toMatchObject([
      { allowed: true },
    ]);
    expect(await items([{ from: 'shop/other', to: 'svc/shop/backend:web' }])).toMatchObject([{ allowed: false }]);
  });

  it('prints a line for each flow for people', async () => {
    const { stdout } = await verdict([{ from: 'shop/other', to: 'shop/backend', port: 8080 }], { output: 'text' });
    expect(stdout).toMatch(/^DENY shop\/other => shop\/backend TCP 8080 \(egress allow, ingress default-deny\)/);
  });

  for (const [what, flows, words] of [
    ['no JSON', '[{', 'it is no JSON'],
    ['no list', {}, 'it holds no JSON list'],
    ['an entry that is none', ['shop/web'], 'entry 0'],
    ['no destination', [{ from: 'shop/other' }], 'entry 0, field to: is missing'],
    ['no source', [{ to: 'shop/other' }], 'entry 0, field from'],
    [
      'a port beyond the last',
      [{ from: 'a/b', to: 'a/c', port: 65_536 }],
      'entry 0, field port: must be a number from 1 to 65535',
    ],
    ['a port that is no name', [{ from: 'a/b', to: 'a/c', port: 'not a port' }], "entry 0, field port: 'not a port'"],
    [
      'an unknown protocol',
      [
        { from: 'a/b', to: 'a/c' },
        { from: 'a/b', to: 'a/c', protocol: 'TPC' },
      ],
      'entry 1, field protocol: must be one of TCP',
    ],
    ['no address', [{ from: 'a/b', toIP: '10.0.0' }], 'entry 0, field toIP: is no IP address'],
    ['a text that is no endpoint', [{ from: 'a/b', to: 'A/B/C/D' }], 'entry 0, field to'],
    [
      'a pod that is not there',
      [{ from: 'shop/frontend', to: 'shop/nobody' }],
      'entry 0, field to: There is no pod, workload or service nobody',
    ],
  ] as const) {
    it(`answers 2 and names the entry and its field: ${what}`, async () => {
      const { stderr, stdout, exitCode } = await verdict(flows);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(words);
      expect(JSON.parse(stdout)).toMatchObject({ kind: 'PolicyFailure', reason: 'usage' });
    });
  }

  it('answers 2 where the file is not there, and where both come from standard input', async () => {
    expect((await runOn(shop, 'verdict', { probes: 'nowhere' })).exitCode).toBe(2);
    expect((await runOn(shop, 'verdict', { probes: '-' })).exitCode).toBe(2);
  });
});
