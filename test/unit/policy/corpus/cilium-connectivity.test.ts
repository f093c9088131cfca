import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Party } from '../../../../src/policy/model/party.ts';
import type { PolicySnapshot } from '../../../../src/policy/model/snapshot.ts';
import type { Traffic } from '../../../../src/policy/model/traffic.ts';
import { describeWithShared } from '../../../support/needs.ts';
import {
  CorpusScore,
  corpusCases,
  corpusSnapshot,
  corpusVerdicts,
  readCorpusJson,
} from '../../../support/policy-corpus.ts';

interface Probe {
  readonly from: string;
  readonly to: string;
  readonly protocol: 'TCP' | 'UDP' | 'ICMP';
  readonly port: number | null;
  readonly icmpType?: number;
  readonly egress: string;
  readonly ingress: string;
}

describeWithShared("Cilium's own connectivity tests", 'policy-corpus/cilium-connectivity', (suite) => {
  const score = new CorpusScore('cilium-connectivity (sides)');
  afterAll(() => score.print());

  it.each(corpusCases(suite))('%s', (name) => {
    const folder = join(suite, name);
    const files = readdirSync(join(folder, 'input')).map((file) => join('input', file));
    const verdict = corpusVerdicts(underCilium(corpusSnapshot(folder, files)));
    const wrong = (readCorpusJson(folder, 'expected/probes.json') as readonly Probe[]).flatMap((probe) => {
      const got = verdict(partyOf(probe.from), partyOf(probe.to), trafficOf(probe));
      return (['egress', 'ingress'] as const).flatMap((side) => {
        // A side that the flow never reached, or that lies outside of the cluster, is not given.
        if (probe[side] === 'n/a') return [];
        const expected = probe[side] === 'policy-deny' ? 'deny' : probe[side];
        const { outcome } = got[side];
        return score.count(outcome === expected)
          ? []
          : [`${probe.from} -> ${probe.to} ${probe.protocol}: ${side} ${outcome}, not ${expected}`];
      });
    });
    expect(wrong).toEqual([]);
  });
});

function partyOf(name: string): Party | string {
  return name.includes('/') ? name : { kind: 'outside', address: name };
}

function trafficOf({ protocol, port, icmpType = 8 }: Probe): Traffic {
  return port === null ? { protocol, icmp: { type: icmpType, code: 0 } } : { protocol, port };
}

function underCilium(snapshot: PolicySnapshot): PolicySnapshot {
  return { ...snapshot, enforcement: { ...snapshot.enforcement, cni: 'cilium' } };
}
