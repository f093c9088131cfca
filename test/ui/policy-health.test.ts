import { afterEach, describe, expect, it } from 'vitest';
import type { PolicyFindings } from '../../src/contracts/policy.ts';
import { policyRows } from './support/fake-rows.ts';
import { createFakeSession, type FakeSession } from './support/fake-session.ts';
import { type OpenScreen, openScreen } from './support/open-screen.tsx';

let screen: OpenScreen | undefined;
afterEach(() => {
  screen?.close();
  screen = undefined;
});

const everyPolicy = policyRows.map(({ reference }) => reference);

function finding(found: Partial<PolicyFindings>): FakeSession {
  const session = createFakeSession();
  const { cluster } = session;
  const findings = async () => ({ findings: [], judged: everyPolicy, unseen: [], ...found });
  return { ...session, cluster: { ...cluster, policies: { ...cluster.policies, findings } } };
}

/** The HEALTH of each policy in the list, by name. */
async function health(session: FakeSession): Promise<Readonly<Record<string, string>>> {
  screen = openScreen({ session, columns: 80, rows: 24 });
  const text = await screen.type('3');
  const rows = text.matchAll(/shop\/(\S+) .* (\S+) +(?:every pod|pods with \S+) *│/g);
  return Object.fromEntries(Array.from(rows, ([, name = '', word = '']) => [name, word]));
}

describe('HEALTH in the list of policies', () => {
  it('is ok of what was looked at with everything seen', async () => {
    expect(await health(finding({}))).toEqual({
      'backend-ingress': 'ok',
      'deny-all': 'ok',
      'open-metrics': 'ok',
      'odd-one': 'ok',
    });
  });

  it('is unknown of a policy that was not looked at', async () => {
    expect(await health(finding({ judged: everyPolicy.slice(1) }))).toMatchObject({
      'backend-ingress': '?',
      'deny-all': 'ok',
    });
  });

  it('is unknown where not everything was seen, but for what is found all the same', async () => {
    const [policy] = everyPolicy;
    if (policy === undefined) expect.fail('the fake cluster has no policies');
    const found = {
      id: 'and-or',
      severity: 'warning',
      policy,
      direction: 'ingress',
      rule: 1,
      sentence: 'Two entries.',
      advice: '',
    } as const;
    expect(await health(finding({ findings: [found], unseen: ['Pods may not be listed.'] }))).toEqual({
      'backend-ingress': 'warning',
      'deny-all': '?',
      'open-metrics': '?',
      'odd-one': '?',
    });
  });
});
