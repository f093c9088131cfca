import { isDeepStrictEqual } from 'node:util';
import { makeEndpoints } from '../../world/endpoints.ts';
import { isEndpointSlice, isService } from '../../world/guards.ts';
import type { Controller } from './controller.ts';

/** Lets every service's Endpoints follow its slice, and removes those of services that are gone. */
export const reconcileEndpoints: Controller = ({ store }) => {
  for (const slice of store.list('endpointslices').filter(isEndpointSlice)) {
    const { namespace = '', labels = {} } = slice.metadata;
    const service = store.get('services', namespace, labels['kubernetes.io/service-name'] ?? '');
    if (service === undefined || !isService(service)) continue;
    const wanted = makeEndpoints(service, slice);
    const present = store.get('endpoints', namespace, wanted.metadata.name);
    if (present === undefined || !isDeepStrictEqual(present['subsets'], wanted['subsets'])) {
      store.put('endpoints', wanted);
    }
  }
  for (const { metadata } of store.list('endpoints')) {
    const { namespace = '', name } = metadata;
    if (store.get('services', namespace, name) === undefined) store.remove('endpoints', namespace, name);
  }
};
