import { describe, expect, it } from 'vitest';
import { reading } from './manifest.ts';

const name = 'kubernetes.io/metadata.name';

describe('objects of manifests', () => {
  it('lie in namespaces that are assumed with their name as the only label, and it is said', () => {
    const { snapshot, remarks } = reading(
      'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: shop }\nspec: {}\n',
    );
    expect(snapshot.namespaces).toEqual(new Map([['shop', { [name]: 'shop' }]]));
    expect(remarks).toEqual([`No manifest defines namespace shop: it is taken to have no label but ${name}.`]);
  });

  it('lie in defined namespaces, which have the label of their name as well', () => {
    const text =
      'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { team: a } }\n---\napiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: shop }\nspec: {}\n';
    const { snapshot, remarks } = reading(text);
    expect(snapshot.pods).toMatchObject([{ namespaceLabels: { team: 'a', [name]: 'shop' } }]);
    expect(remarks).toEqual([]);
  });

  it('have service accounts with labels only where the account was read', () => {
    const pods =
      'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { serviceAccountName: robot }\n---\napiVersion: v1\nkind: Pod\nmetadata: { name: b }\nspec: {}\n';
    const account = '---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: robot, labels: { role: reader } }\n';
    expect(reading(pods + account).snapshot.pods).toMatchObject([
      { serviceAccount: 'robot', serviceAccountLabels: { role: 'reader' } },
      { serviceAccount: 'default', serviceAccountLabels: undefined },
    ]);
  });

  it('are services with an address that will be assigned, unless they are headless', () => {
    const service = (spec: string) => `apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: ${spec}\n`;
    expect(reading(service('{ ports: [{ port: 80 }] }')).snapshot.services[0]?.clusterAddresses).toHaveLength(1);
    expect(
      reading(service('{ clusterIP: None, ports: [{ port: 80 }] }')).snapshot.services[0]?.clusterAddresses,
    ).toEqual([]);
  });

  it('are services with the backends of their EndpointSlices, or those that the selector names', () => {
    const service =
      'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { selector: { app: web }, ports: [{ port: 80 }] }\n';
    const slice =
      '---\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: { name: web-1, labels: { kubernetes.io/service-name: web } }\nendpoints: [{ addresses: [10.1.0.7] }]\n';
    expect(reading(service).snapshot.services).toMatchObject([{ selector: { app: 'web' } }]);
    expect(reading(service).snapshot.services[0]).not.toHaveProperty('backends');
    expect(reading(service + slice).snapshot.services).toMatchObject([
      { backends: [{ address: '10.1.0.7', ready: true }] },
    ]);
  });

  it('keep the specs of Cilium and stay in no namespace where they are cluster-wide', () => {
    const text =
      'apiVersion: cilium.io/v2\nkind: CiliumClusterwideNetworkPolicy\nmetadata: { name: all }\nspecs: [{ endpointSelector: {} }]\n';
    expect(reading(text).snapshot.objects).toMatchObject([
      { namespace: '', name: 'all', specs: [{ endpointSelector: {} }] },
    ]);
  });

  it('are judged as under Cilium where only Cilium can be meant, and it is said', () => {
    const policy = (selector: string) =>
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: a }\nspec: { podSelector: ${selector} }\n`;
    const { snapshot, remarks } = reading(
      policy('{ matchExpressions: [{ key: io.cilium.k8s.policy.cluster, operator: Exists }] }'),
    );
    expect(snapshot.enforcement.cni).toBe('cilium');
    expect(remarks).toEqual(['Policies here are of Cilium or use its labels: all are judged as Cilium enforces them.']);
    expect(reading(policy('{}')).snapshot.enforcement.cni).toBeUndefined();
  });

  it('are no Kubernetes Services when they are of another API', () => {
    const text = 'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: { name: web }\nspec: {}\n';
    expect(reading(text).snapshot.services).toEqual([]);
  });
});
