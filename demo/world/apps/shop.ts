import { busyboxImage, distrolessImage, slimImage, toolboxImage } from '../images.ts';
import type { WorkloadPlan } from '../workload.ts';

const day = 86_400_000;

const requestLog = (service: string): readonly string[] => [
  `{iso} ${service} GET /healthz 200 1ms`,
  `{iso} ${service} GET /products?page=2 200 14ms`,
  `{iso} ${service} GET /products/1042 200 6ms`,
  `{iso} ${service} POST /cart/items 201 21ms`,
];

/** The web shop: the namespace that the demo's main link lives in. */
export const shopWorkloads: readonly WorkloadPlan[] = [
  {
    kind: 'Deployment',
    namespace: 'shop',
    name: 'frontend',
    labels: { app: 'frontend', tier: 'web' },
    nodes: ['worker-1', 'worker-2', 'worker-3'],
    age: 6 * day,
    containers: [
      {
        name: 'web',
        image: toolboxImage('registry.example/shop/frontend:2.4.1'),
        listeners: [{ port: 8080, protocol: 'TCP', serves: 'http', bodyBytes: 2048 }],
        portNames: { 8080: 'http' },
        logs: { start: ['{iso} frontend listening on :8080'], loop: requestLog('frontend'), every: 3 },
        manifest: { env: [{ name: 'BACKEND_URL', value: 'http://backend.shop.svc.cluster.local:8080' }] },
      },
    ],
  },
  {
    kind: 'Deployment',
    namespace: 'shop',
    name: 'backend',
    labels: { app: 'backend', tier: 'service' },
    nodes: ['worker-2', 'worker-3', 'worker-1'],
    age: 6 * day,
    containers: [
      {
        name: 'api',
        image: toolboxImage('registry.example/shop/backend:2.4.0'),
        listeners: [
          { port: 8080, protocol: 'TCP', serves: 'http', bodyBytes: 512 },
          { port: 9090, protocol: 'TCP', serves: 'http', bodyBytes: 16_384 },
        ],
        portNames: { 8080: 'http', 9090: 'metrics' },
        logs: { start: ['{iso} backend listening on :8080, metrics on :9090'], loop: requestLog('backend'), every: 3 },
      },
    ],
  },
  {
    kind: 'Deployment',
    namespace: 'shop',
    name: 'cart',
    labels: { app: 'cart', tier: 'service' },
    nodes: ['worker-1', 'worker-3'],
    age: 5 * day,
    containers: [
      {
        name: 'cart',
        image: busyboxImage('registry.example/shop/cart:1.9.3'),
        listeners: [{ port: 8080, protocol: 'TCP', serves: 'http', bodyBytes: 256 }],
        portNames: { 8080: 'http' },
        logs: { start: ['{iso} cart listening on :8080'], loop: requestLog('cart'), every: 5 },
      },
    ],
  },
  {
    kind: 'StatefulSet',
    namespace: 'shop',
    name: 'redis',
    labels: { app: 'redis', tier: 'store' },
    nodes: ['worker-2'],
    age: 12 * day,
    containers: [
      {
        name: 'redis',
        image: slimImage('docker.io/library/redis:8.2.2'),
        listeners: [{ port: 6379, protocol: 'TCP', serves: 'tcp' }],
        portNames: { 6379: 'redis' },
        logs: {
          start: ['1:M {iso} * Ready to accept connections tcp'],
          loop: [
            '1:M {iso} * 100 changes in 300 seconds. Saving...',
            '1:M {iso} * Background saving started by pid 41',
          ],
          every: 60,
        },
      },
    ],
  },
  {
    kind: 'Deployment',
    namespace: 'shop',
    name: 'catalog',
    labels: { app: 'catalog', tier: 'service' },
    nodes: ['worker-3'],
    age: 3 * day,
    containers: [
      {
        name: 'catalog',
        image: distrolessImage('registry.example/shop/catalog:3.0.0-distroless'),
        listeners: [{ port: 8080, protocol: 'TCP', serves: 'http', bodyBytes: 4096 }],
        portNames: { 8080: 'http' },
        logs: { start: ['{iso} catalog listening on :8080'], loop: requestLog('catalog'), every: 7 },
        manifest: { securityContext: { runAsNonRoot: true, readOnlyRootFilesystem: true } },
      },
    ],
  },
];
