import { type ManifestReading, snapshotOfManifests } from '../../../src/policy/manifests/snapshot.ts';

/** What some YAML texts say, each as a file of its own: 'file-1.yaml', 'file-2.yaml'. */
export function reading(...texts: readonly string[]): ManifestReading {
  return snapshotOfManifests(texts.map((text, index) => ({ file: `file-${index + 1}.yaml`, text })));
}

/** A workload of some kind with a pod template. */
export function workloadYaml(kind: string, name: string, more = ''): string {
  const spec =
    kind === 'CronJob' ? `{ jobTemplate: { spec: { template: ${flow(name)} } } }` : `{ template: ${flow(name)} }`;
  return `apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${name}, namespace: shop${more} }
spec: ${spec}
`;
}

function flow(name: string): string {
  return `{ metadata: { labels: { app: ${name} } }, spec: { containers: [{ name: main, ports: [{ name: http, containerPort: 8080 }] }] } }`;
}
