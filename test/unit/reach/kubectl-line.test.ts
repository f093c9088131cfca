import { describe, expect, it } from 'vitest';
import { containerPlace, kubectlExecLine } from '../../../src/reach/kubectl-line.ts';
import { testTarget } from '../../support/exec-server.ts';

describe('the command as an operator could paste it', () => {
  it('names context, namespace, pod and container', () => {
    expect(kubectlExecLine(testTarget, ['ping', '-c', '3', '10.244.2.8'], { context: 'prod-eu1' })).toBe(
      'kubectl --context prod-eu1 exec -n shop web-1 -c app -- ping -c 3 10.244.2.8',
    );
  });

  it('quotes what a shell would take apart', () => {
    const line = kubectlExecLine({ namespace: 'shop', pod: 'web-1' }, ['sh', '-c', "echo 'a b' $X"], {
      kubeconfig: '/tmp/my config',
      context: 'admin@prod (eu)',
    });
    expect(line).toBe(
      `kubectl --kubeconfig '/tmp/my config' --context 'admin@prod (eu)' exec -n shop web-1 -- sh -c 'echo '\\''a b'\\'' $X'`,
    );
  });

  it('stands beside a place in words', () => {
    expect(containerPlace(testTarget)).toEqual({ kind: 'container', text: 'container app in pod shop/web-1' });
    expect(containerPlace({ namespace: 'shop', pod: 'web-1' }).text).toBe('pod shop/web-1');
  });
});
