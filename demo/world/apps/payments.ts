import { slimImage } from '../images.ts';
import type { WorkloadPlan } from '../workload.ts';

const day = 86_400_000;

/** The payments team: everything closed by default, a few doors opened by policy. */
export const paymentsWorkloads: readonly WorkloadPlan[] = [
  {
    kind: 'Deployment',
    namespace: 'payments',
    name: 'api',
    labels: { app: 'api' },
    nodes: ['worker-1', 'worker-2'],
    age: 9 * day,
    containers: [
      {
        name: 'api',
        image: slimImage('registry.example/payments/api:5.12.0'),
        listeners: [
          { port: 8443, protocol: 'TCP', serves: 'http', bodyBytes: 128 },
          { port: 9100, protocol: 'TCP', serves: 'http', bodyBytes: 8192 },
        ],
        portNames: { 8443: 'api', 9100: 'metrics' },
        logs: {
          start: ['level=info ts={iso} msg="payments api ready" port=8443'],
          loop: [
            'level=info ts={iso} msg="charge authorised" took=38ms',
            'level=info ts={iso} msg="refund queued" took=4ms',
          ],
          every: 6,
        },
      },
    ],
  },
  {
    kind: 'StatefulSet',
    namespace: 'payments',
    name: 'ledger-db',
    labels: { app: 'ledger-db' },
    nodes: ['worker-3'],
    age: 12 * day,
    containers: [
      {
        name: 'postgres',
        image: slimImage('docker.io/library/postgres:18.1'),
        listeners: [{ port: 5432, protocol: 'TCP', serves: 'tcp' }],
        portNames: { 5432: 'postgres' },
        logs: {
          start: ['{iso} [1] LOG:  database system is ready to accept connections'],
          loop: [
            '{iso} [27] LOG:  checkpoint starting: time',
            '{iso} [27] LOG:  checkpoint complete: wrote 41 buffers (0.3%)',
          ],
          every: 45,
        },
      },
    ],
  },
  {
    kind: 'Deployment',
    namespace: 'payments',
    name: 'worker',
    labels: { app: 'worker' },
    nodes: ['worker-2'],
    age: 9 * day,
    containers: [
      {
        name: 'worker',
        image: slimImage('registry.example/payments/worker:5.12.0'),
        listeners: [],
        logs: {
          start: ['level=info ts={iso} msg="worker started" queue=settlement'],
          loop: ['level=info ts={iso} msg="batch settled" items=118'],
          every: 10,
        },
      },
    ],
  },
];
