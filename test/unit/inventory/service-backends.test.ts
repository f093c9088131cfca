import { describe, expect, it } from 'vitest';
import { resolveEndpoint } from '../../../src/inventory/resolve.ts';
import { serviceRow } from '../../../src/inventory/rows.ts';
import { inventoryOf } from './objects.ts';

type Slice = { readonly addressType?: string; readonly endpoints: readonly object[] };

function serviceWith(spec: object, slices: readonly Slice[]) {
  const inventory = inventoryOf({
    services: [{ metadata: { name: 'web', namespace: 'shop', uid: 's' }, spec: { ports: [{ port: 80 }], ...spec } }],
    endpointslices: slices.map((slice, index) => ({
      metadata: {
        name: `web-${index}`,
        namespace: 'shop',
        uid: `e-${index}`,
        labels: { 'kubernetes.io/service-name': 'web' },
      },
      addressType: 'IPv4',
      ...slice,
    })),
  });
  const service = inventory.services.byName('shop', 'web');
  if (service === undefined) throw new Error('the service is not there');
  const { backendsReady, backends } = serviceRow(service, inventory);
  const { problem } = resolveEndpoint({ kind: 'service', namespace: 'shop', name: 'web' }, inventory, 0);
  return { counts: `${backendsReady}/${backends}`, problem };
}

describe('the backends of a service', () => {
  it('are there also where they are no pods, as those of the API server', () => {
    const seen = serviceWith({ clusterIP: '10.96.0.1' }, [{ endpoints: [{ addresses: ['192.168.0.1'] }] }]);
    expect(seen).toEqual({ counts: '1/1', problem: undefined });
  });

  it('are missing where none is ready', () => {
    const endpoints = [{ addresses: ['192.168.0.1'], conditions: { ready: false } }];
    expect(serviceWith({ clusterIP: '10.96.0.1' }, [{ endpoints }])).toEqual({
      counts: '0/1',
      problem: 'service shop/web has no ready backend',
    });
  });

  it('of a headless dual-stack service are counted once', () => {
    const slices = [
      { endpoints: [{ addresses: ['10.244.1.5'] }] },
      { addressType: 'IPv6', endpoints: [{ addresses: ['fd00::5'] }] },
    ];
    expect(serviceWith({ clusterIP: 'None', clusterIPs: ['None'] }, slices).counts).toBe('1/1');
  });

  it('that are in two slices for a moment are counted once', () => {
    const slices = [
      { endpoints: [{ addresses: ['10.244.1.5'] }] },
      { endpoints: [{ addresses: ['10.244.1.5'] }, { addresses: ['10.244.1.6'], conditions: { ready: false } }] },
    ];
    expect(serviceWith({ clusterIP: '10.96.0.1' }, slices).counts).toBe('1/2');
  });
});
