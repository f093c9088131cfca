import { busyboxImage, slimImage } from '../images.ts';
import type { WorkloadPlan } from '../workload.ts';

const day = 86_400_000;

/** Prometheus, Grafana and the exporters on every node. */
export const monitoringWorkloads: readonly WorkloadPlan[] = [
  {
    kind: 'StatefulSet',
    namespace: 'monitoring',
    name: 'prometheus',
    labels: { app: 'prometheus' },
    nodes: ['worker-1'],
    age: 12 * day,
    containers: [
      {
        name: 'prometheus',
        image: busyboxImage('quay.io/prometheus/prometheus:v3.7.3'),
        listeners: [{ port: 9090, protocol: 'TCP', serves: 'http', bodyBytes: 1024 }],
        portNames: { 9090: 'http' },
        logs: {
          start: ['time={iso} level=INFO source=main.go:1301 msg="Server is ready to receive web requests."'],
          loop: ['time={iso} level=INFO source=head.go:821 msg="Head GC completed" component=tsdb duration=4.1ms'],
          every: 60,
        },
      },
    ],
  },
  {
    kind: 'Deployment',
    namespace: 'monitoring',
    name: 'grafana',
    labels: { app: 'grafana' },
    nodes: ['worker-2'],
    age: 11 * day,
    containers: [
      {
        name: 'grafana',
        image: slimImage('docker.io/grafana/grafana:12.2.1'),
        listeners: [{ port: 3000, protocol: 'TCP', serves: 'http', bodyBytes: 3072 }],
        portNames: { 3000: 'http' },
        logs: {
          start: ['logger=http.server t={iso} level=info msg="HTTP Server Listen" address=[::]:3000 protocol=http'],
          loop: ['logger=cleanup t={iso} level=info msg="Completed cleanup jobs" duration=6.2ms'],
          every: 60,
        },
      },
    ],
  },
  {
    kind: 'DaemonSet',
    namespace: 'monitoring',
    name: 'node-exporter',
    labels: { app: 'node-exporter' },
    nodes: ['worker-1', 'worker-2', 'worker-3'],
    hostNetwork: true,
    age: 12 * day,
    containers: [
      {
        name: 'node-exporter',
        image: busyboxImage('quay.io/prometheus/node-exporter:v1.10.2'),
        listeners: [{ port: 9100, protocol: 'TCP', serves: 'http', bodyBytes: 65_536 }],
        portNames: { 9100: 'metrics' },
        logs: {
          start: ['time={iso} level=INFO source=tls_config.go:346 msg="Listening on" address=[::]:9100'],
          loop: [],
          every: 60,
        },
      },
    ],
  },
];
