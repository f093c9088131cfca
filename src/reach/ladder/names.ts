import { randomBytes } from 'node:crypto';

/** By this label value everything of plumbline's is found again; the key is Kubernetes' recommended one. */
export const managedBy = { 'app.kubernetes.io/managed-by': 'plumbline' } as const;

/** Every helper's name begins with it; the write gate lets nothing else be removed. */
export const helperPrefix = 'plumbline-';
export const probePodPrefix = `${helperPrefix}probe-`;
export const nodePodPrefix = `${helperPrefix}node-`;
export const debugContainerPrefix = `${helperPrefix}debug-`;

/** Where a pod of plumbline's says until when it lasts (RFC 3339) and who made it. */
export const deadlineAnnotation = 'plumbline/deadline';
export const makerAnnotation = 'plumbline/made-by';

/** The same for a debug container, which has no annotations: its environment. */
export const deadlineVariable = 'PLUMBLINE_DEADLINE';
export const makerVariable = 'PLUMBLINE_MADE_BY';

/** A new name: 'plumbline-debug-3f9a1c'. Six hexadecimal digits tell the few helpers of one pod apart. */
export function newName(prefix: string): string {
  return `${prefix}${randomBytes(3).toString('hex')}`;
}
