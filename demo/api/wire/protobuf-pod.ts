import type { Field, Message } from './protobuf.ts';

/*
 * The messages of a pod's manifest that kubectl sends as protobuf (`run`, `debug node/…`, `create job`). Field numbers
 * are those of k8s.io/api/core/v1/generated.proto and batch/v1/generated.proto.
 */

const string = (name: string): Field => ({ name, type: 'string' });
const strings = (name: string): Field => ({ name, type: 'strings' });
const int = (name: string): Field => ({ name, type: 'int' });
const bool = (name: string): Field => ({ name, type: 'bool' });
const map = (name: string): Field => ({ name, type: 'map' });
const message = (name: string, of: Message): Field => ({ name, type: 'message', of });
const messages = (name: string, of: Message): Field => ({ name, type: 'messages', of });

/** meta/v1 ObjectMeta, what clients say in it. */
export const metadata: Field = message('metadata', {
  1: string('name'),
  2: string('generateName'),
  3: string('namespace'),
  5: string('uid'),
  6: string('resourceVersion'),
  11: map('labels'),
  12: map('annotations'),
  13: messages('ownerReferences', {
    1: string('kind'),
    3: string('name'),
    4: string('uid'),
    5: string('apiVersion'),
    6: bool('controller'),
    7: bool('blockOwnerDeletion'),
  }),
  14: strings('finalizers'),
});

const seccompProfile = message('seccompProfile', { 1: string('type'), 2: string('localhostProfile') });

const resources: Message = { 1: { name: 'limits', type: 'quantities' }, 2: { name: 'requests', type: 'quantities' } };

const container: Message = {
  1: string('name'),
  2: string('image'),
  3: strings('command'),
  4: strings('args'),
  5: string('workingDir'),
  6: messages('ports', {
    1: string('name'),
    2: int('hostPort'),
    3: int('containerPort'),
    4: string('protocol'),
    5: string('hostIP'),
  }),
  7: messages('env', { 1: string('name'), 2: string('value') }),
  8: message('resources', resources),
  9: messages('volumeMounts', { 1: string('name'), 2: bool('readOnly'), 3: string('mountPath'), 4: string('subPath') }),
  13: string('terminationMessagePath'),
  14: string('imagePullPolicy'),
  15: message('securityContext', {
    1: message('capabilities', { 1: strings('add'), 2: strings('drop') }),
    2: bool('privileged'),
    4: int('runAsUser'),
    5: bool('runAsNonRoot'),
    6: bool('readOnlyRootFilesystem'),
    7: bool('allowPrivilegeEscalation'),
    8: int('runAsGroup'),
    11: seccompProfile,
  }),
  16: bool('stdin'),
  17: bool('stdinOnce'),
  18: bool('tty'),
  20: string('terminationMessagePolicy'),
};

const volume: Message = {
  1: string('name'),
  // The source's fields stand beside the name in JSON.
  2: {
    name: '',
    type: 'inline',
    of: {
      1: message('hostPath', { 1: string('path'), 2: string('type') }),
      2: message('emptyDir', { 1: string('medium') }),
      6: message('secret', { 1: string('secretName') }),
      19: message('configMap', { 1: { name: '', type: 'inline', of: { 1: string('name') } } }),
    },
  },
};

const podSpec = message('spec', {
  1: messages('volumes', volume),
  2: messages('containers', container),
  3: string('restartPolicy'),
  4: int('terminationGracePeriodSeconds'),
  5: int('activeDeadlineSeconds'),
  6: string('dnsPolicy'),
  7: map('nodeSelector'),
  8: string('serviceAccountName'),
  10: string('nodeName'),
  11: bool('hostNetwork'),
  12: bool('hostPID'),
  13: bool('hostIPC'),
  14: message('securityContext', {
    2: int('runAsUser'),
    3: bool('runAsNonRoot'),
    5: int('fsGroup'),
    6: int('runAsGroup'),
    10: seccompProfile,
  }),
  15: messages('imagePullSecrets', { 1: string('name') }),
  16: string('hostname'),
  19: string('schedulerName'),
  20: messages('initContainers', container),
  21: bool('automountServiceAccountToken'),
  22: messages('tolerations', {
    1: string('key'),
    2: string('operator'),
    3: string('value'),
    4: string('effect'),
    5: int('tolerationSeconds'),
  }),
  24: string('priorityClassName'),
  27: bool('shareProcessNamespace'),
  34: messages('ephemeralContainers', {
    1: { name: '', type: 'inline', of: container },
    2: string('targetContainerName'),
  }),
});

/** core/v1 Pod. */
export const pod: Message = { 1: metadata, 2: podSpec };

/** batch/v1 Job. */
export const job: Message = {
  1: metadata,
  2: message('spec', {
    1: int('parallelism'),
    2: int('completions'),
    3: int('activeDeadlineSeconds'),
    6: message('template', { 1: metadata, 2: podSpec }),
    7: int('backoffLimit'),
    8: int('ttlSecondsAfterFinished'),
    10: bool('suspend'),
  }),
};

/** apps/v1 Deployment. */
export const deployment: Message = {
  1: metadata,
  2: message('spec', {
    1: int('replicas'),
    2: message('selector', { 1: map('matchLabels') }),
    3: message('template', { 1: metadata, 2: podSpec }),
  }),
};
