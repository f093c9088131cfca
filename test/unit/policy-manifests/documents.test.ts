import { describe, expect, it } from 'vitest';
import { reading, workloadYaml } from './manifest.ts';

const policy = (name: string, more = '') => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}
  namespace: shop
spec:
  podSelector: {}
  ingress:
    - from:
        - podSelector: {}
    - ports:
        - port: 80
${more}`;

const broken = (kind: string) => `kind: ${kind}
metadata: { name: x }
spec: "a" b
`;

function policies(...texts: readonly string[]): readonly string[] {
  return reading(...texts).snapshot.objects.map(({ namespace, name }) => `${namespace}/${name}`);
}

describe('documents of manifests', () => {
  it('are read one after the other from one file', () => {
    expect(policies(`${policy('a')}---\n# nothing but a comment\n---\n${policy('b')}`)).toEqual(['shop/a', 'shop/b']);
  });

  it('are taken from lists, also of an API server whose items say neither kind nor version', () => {
    const items = JSON.stringify([{ metadata: { name: 'a', namespace: 'shop' }, spec: { podSelector: {} } }]);
    expect(policies(`{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicyList","items":${items}}`)).toEqual([
      'shop/a',
    ]);
    expect(policies(`kind: List\napiVersion: v1\nitems:\n- ${policy('b').trim().replaceAll('\n', '\n  ')}\n`)).toEqual([
      'shop/b',
    ]);
  });

  it('tell the line of every rule, in the second document of a file and in a list', () => {
    const [, second] = reading(`${policy('a')}---\n${policy('b')}`).snapshot.objects;
    expect(second?.lineOf?.(['spec', 'ingress', 1])).toBe(24);
    const list = `kind: List\napiVersion: v1\nitems:\n- ${policy('b').trim().replaceAll('\n', '\n  ')}\n`;
    const [only] = reading(list).snapshot.objects;
    expect(only?.lineOf?.(['spec', 'ingress', 0])).toBe(12);
  });

  it('tell the line of what is nearest above a path that is not there', () => {
    const [only] = reading(policy('a')).snapshot.objects;
    expect(only?.lineOf?.(['spec', 'ingress', 1, 'from', 0])).toBe(11);
  });

  it('lie in the default namespace when they name none', () => {
    expect(
      policies('apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: a }\nspec: {}\n'),
    ).toEqual(['default/a']);
  });

  it('stop at one that is broken, as kubectl apply does, and what may have been a policy is missing', () => {
    const { snapshot, remarks } = reading(`${policy('a')}---\n${broken('NetworkPolicy')}---\n${policy('b')}`);
    expect(snapshot.objects.map(({ name }) => name)).toEqual(['a']);
    expect(snapshot.missing).toEqual(['file-1.yaml:16 cannot be read, and what is lost may decide: NetworkPolicy.']);
    expect(remarks[0]).toContain('file-1.yaml:16 cannot be read as YAML');
  });

  it('decide nothing when what is lost is no policy', () => {
    const { snapshot, remarks } = reading(
      `${policy('a')}---\n${broken('Deployment')}---\n${workloadYaml('Deployment', 'web')}`,
    );
    expect(snapshot.missing).toEqual([]);
    expect(snapshot.pods).toEqual([]);
    expect(remarks[0]).toContain('cannot be read as YAML');
  });

  it('may decide when it cannot be told what is lost', () => {
    expect(reading('{{ include "everything" . }}\nspec: [\n').snapshot.missing).toEqual([
      expect.stringContaining('may decide: an unknown kind'),
    ]);
    expect(reading('kind: {{ .Values.kind }}\nmetadata: { name: x\n').snapshot.missing).toHaveLength(1);
  });

  it('are told about when they are no Kubernetes objects', () => {
    const { snapshot, remarks } = reading('replicas: 3\nimage: web\n');
    expect(snapshot.missing).toEqual([]);
    expect(remarks).toEqual(['file-1.yaml:1 is no Kubernetes object: it has no kind.']);
  });

  it('count once where two are the same object, the later one', () => {
    const { snapshot, remarks } = reading(policy('a'), policy('a', '    - {}\n'));
    expect(snapshot.objects.map(({ file }) => file)).toEqual(['file-2.yaml']);
    expect(remarks[0]).toBe(
      'NetworkPolicy shop/a stands twice (file-1.yaml:4 and file-2.yaml:4): the later one counts.',
    );
  });

  it('make every verdict undecidable when they are policies of an API that is not understood', () => {
    const text =
      'apiVersion: crd.antrea.io/v1beta1\nkind: ClusterNetworkPolicy\nmetadata: { name: strict }\nspec: {}\n';
    expect(reading(text).snapshot.missing).toEqual([
      'ClusterNetworkPolicy strict (file-1.yaml:2) is of crd.antrea.io/v1beta1, which plumbline does not understand.',
    ]);
  });

  it('leave verdicts as they are when they are policies of secondary networks, and it is said', () => {
    const { snapshot, remarks } = reading(
      'apiVersion: k8s.cni.cncf.io/v1beta1\nkind: MultiNetworkPolicy\nmetadata: { name: a, namespace: default }\nspec: {}\n',
    );
    expect(snapshot.missing).toEqual([]);
    expect(remarks).toEqual([
      'MultiNetworkPolicy default/a (file-1.yaml:2) governs secondary networks, which are not judged.',
    ]);
  });

  it('may hold what kubectl takes and YAML 1.2 forbids: brackets that close too far left, tabs within them', () => {
    const pod = (args: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n  - args: ${args}\n    name: main\n`;
    for (const args of ['[\n      "x"\n    ]', '[\n\t      "x",\n      "y"\n      ]']) {
      const { snapshot, remarks } = reading(pod(args));
      expect(remarks).toEqual([]);
      expect(snapshot.pods).toHaveLength(1);
    }
  });

  it('survive aliases that would grow without end', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\n`;
    expect(reading(bomb).remarks[0]).toContain('cannot be read as YAML');
  });
});
