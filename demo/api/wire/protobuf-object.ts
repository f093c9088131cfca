import { asRecord, asText } from '../../world/fields.ts';
import { deployment, job, metadata, pod } from './protobuf-pod.ts';
import { decodeMessage, type Field, type Message } from './protobuf.ts';

const string = (name: string): Field => ({ name, type: 'string' });
const strings = (name: string): Field => ({ name, type: 'strings' });
const map = (name: string): Field => ({ name, type: 'map' });
const messages = (name: string, of: Message): Field => ({ name, type: 'messages', of });
const message = (name: string, of: Message): Field => ({ name, type: 'message', of });

const accessReviewSpec = message('spec', {
  1: message('resourceAttributes', {
    1: string('namespace'),
    2: string('verb'),
    3: string('group'),
    4: string('version'),
    5: string('resource'),
    6: string('subresource'),
    7: string('name'),
  }),
  2: message('nonResourceAttributes', { 1: string('path'), 2: string('verb') }),
});

const role: Message = {
  1: metadata,
  2: messages('rules', {
    1: strings('verbs'),
    2: strings('apiGroups'),
    3: strings('resources'),
    4: strings('resourceNames'),
    5: strings('nonResourceURLs'),
  }),
};

const binding: Message = {
  1: metadata,
  2: messages('subjects', { 1: string('kind'), 2: string('apiGroup'), 3: string('name'), 4: string('namespace') }),
  3: message('roleRef', { 1: string('apiGroup'), 2: string('kind'), 3: string('name') }),
};

/** The kinds that clients send as protobuf and that the demo takes. */
const kinds: Readonly<Record<string, Message>> = {
  SelfSubjectAccessReview: { 1: metadata, 2: accessReviewSpec },
  SelfSubjectRulesReview: { 1: metadata, 2: message('spec', { 1: string('namespace') }) },
  SelfSubjectReview: { 1: metadata },
  TokenReview: { 1: metadata, 2: message('spec', { 1: string('token'), 2: strings('audiences') }) },
  Pod: pod,
  Job: job,
  Deployment: deployment,
  Role: role,
  ClusterRole: role,
  RoleBinding: binding,
  ClusterRoleBinding: binding,
  Namespace: { 1: metadata },
  ConfigMap: { 1: metadata, 2: map('data') },
  ServiceAccount: { 1: metadata },
  DeleteOptions: {
    1: { name: 'gracePeriodSeconds', type: 'int' },
    2: message('preconditions', { 1: string('uid'), 2: string('resourceVersion') }),
    4: string('propagationPolicy'),
    5: strings('dryRun'),
  },
};

/** What every protobuf body begins with. */
const magic = Buffer.from('k8s\0', 'latin1');

/** runtime.Unknown, the envelope: the type meta of the object (1) and the object itself (2). */
const typeMeta: Message = { 1: message('type', { 1: string('apiVersion'), 2: string('kind') }) };

/**
 * Reads a body of type application/vnd.kubernetes.protobuf into the JSON object that it stands for; undefined for a
 * kind that is not read here. Throws for bytes that are no such body.
 */
export function parseProtobuf(body: Buffer): Record<string, unknown> | undefined {
  if (!body.subarray(0, magic.length).equals(magic))
    throw new Error('the body does not begin with the Kubernetes magic');
  const bytes = body.subarray(magic.length);
  const type = asRecord(decodeMessage(bytes, typeMeta)['type']);
  const [apiVersion = '', name = ''] = [asText(type['apiVersion']), asText(type['kind'])];
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (kind === undefined) return undefined;
  const { object } = decodeMessage(bytes, { 2: message('object', kind) });
  return { apiVersion, kind: name, ...asRecord(object) };
}
