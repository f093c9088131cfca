import { describe, expect, it } from 'vitest';
import { ciliumLogReader } from '../../../../src/tools/cilium/log.ts';
import { logKnowledgeOf } from '../../../../src/tools/agent-logs.ts';

const read = (lines: readonly string[]) => ciliumLogReader.read({ lines, exitCode: undefined });

describe('the log of the Cilium agent', () => {
  it('says that the API server is out of reach, with the reason that the agent gives', async () => {
    const { sentence, summary } = await read([
      'time="2026-11-23T03:08:08Z" level=info msg="Establishing connection to apiserver" host="https://10.96.0.1:443" subsys=k8s-client',
      'time="2026-11-23T03:08:38Z" level=error msg="Unable to contact k8s api-server" error="Get \\"https://10.96.0.1:443/api/v1/namespaces/kube-system\\": dial tcp 10.96.0.1:443: i/o timeout" subsys=k8s-client',
    ]);
    expect(sentence).toContain('does not reach the API server');
    expect(sentence).toContain('i/o timeout');
    expect(summary).toMatchObject({ state: 'fault', sick: 1 });
  });

  it('reads the form without quotes around times, of 1.17 and later', async () => {
    const { summary, unparsed } = await read([
      'time=2026-11-23T03:17:26.850125515Z level=warning msg="Regeneration of endpoint failed" module=agent endpointID=1423 error="context deadline exceeded"',
    ]);
    expect(unparsed).toEqual([]);
    expect(summary).toMatchObject({ state: 'fault' });
  });

  it('is well where the agent says that it has started and nothing is sick', async () => {
    const { summary } = await read([
      'time="2026-11-23T03:09:01Z" level=info msg="Daemon initialization completed" bootstrapTime=9.1s subsys=daemon',
    ]);
    expect(summary).toMatchObject({ state: 'ok' });
  });

  it('tells what came later where an endpoint failed and was programmed after all', async () => {
    const { sentence } = await read([
      'level=warning msg="Regeneration of endpoint failed" subsys=endpoint endpointID=7',
      'level=info msg="Completed endpoint regeneration" subsys=endpoint endpointID=7',
    ]);
    expect(sentence).toContain('later it says: endpoints are programmed');
  });
});

describe('whose log it is', () => {
  it('goes by the name of the container', () => {
    const known = ['kube-flannel', 'calico-node', 'cilium-agent', 'coredns', 'kube-proxy'].map(logKnowledgeOf);
    expect(known.every((one) => one !== undefined)).toBe(true);
    expect(logKnowledgeOf('frontend')).toBeUndefined();
  });
});
