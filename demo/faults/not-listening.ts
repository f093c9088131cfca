import type { Fault } from './types.ts';

/** The backend does not listen on its port. */
export const notListening: Fault = {
  name: 'not-listening',
  title: 'The backend does not listen on its port',
  symptom: 'Connections to port 8080 of every backend pod are refused at once; the pods answer ping.',
  cause: 'The containers of shop/backend run, but nothing in them listens on port 8080.',
  fix: 'Start the server in the container, or correct its port or the targetPort of the service.',
  backends: ['simulate', 'lab'],
  effects: [{ kind: 'listener-closed', namespace: 'shop', podPrefix: 'backend', port: 8080 }],
  shows: { from: 'shop/frontend', to: 'shop/backend:8080', measured: 'refused' },
};
