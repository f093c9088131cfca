import { isDeepStrictEqual } from 'node:util';
import { makeEndpointSlice } from '../../world/endpoint-slice.ts';
import { isService } from '../../world/guards.ts';
import type { Controller } from './controller.ts';
import { listPods } from './pods.ts';

/** Lets every service's slice follow the labels, addresses and readiness of its pods. */
export const reconcileEndpointSlices: Controller = ({ store }) => {
  for (const service of store.list('services').filter(isService)) {
    const { namespace = '' } = service.metadata;
    const wanted = makeEndpointSlice(service, listPods(store, namespace));
    if (wanted === undefined) continue;
    const present = store.get('endpointslices', namespace, wanted.metadata.name);
    if (present === undefined) {
      store.put('endpointslices', wanted);
    } else if (
      !isDeepStrictEqual([present['endpoints'], present['ports']], [wanted.endpoints, wanted.ports]) ||
      present.metadata.ownerReferences?.[0]?.uid !== service.metadata.uid
    ) {
      const { ownerReferences = [] } = wanted.metadata;
      store.put('endpointslices', { ...wanted, metadata: { ...present.metadata, ownerReferences } });
    }
  }
};
