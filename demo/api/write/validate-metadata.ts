import type { KubernetesObject } from '../../world/types.ts';
import type { FieldError } from '../wire/status.ts';

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const labelName = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start " +
  "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelValueRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and " +
  "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
  "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const labelNameRule =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric " +
  "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is " +
  "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

export const invalidValue = (field: string, value: unknown, rule: string): FieldError => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${JSON.stringify(value)}: ${rule}`,
});

export const required = (field: string, rule = ''): FieldError => ({
  reason: 'FieldValueRequired',
  field,
  message: rule === '' ? 'Required value' : `Required value: ${rule}`,
});

/** What is wrong with an object's name and labels, in apimachinery's words. */
export function validateMetadata({ metadata }: KubernetesObject): FieldError[] {
  const errors: FieldError[] = [];
  if (metadata.name === '') errors.push(required('metadata.name', 'name or generateName is required'));
  else if (!subdomain.test(metadata.name) || metadata.name.length > 253) {
    errors.push(invalidValue('metadata.name', metadata.name, subdomainRule));
  }
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    const name = key.slice(key.indexOf('/') + 1);
    if (!labelName.test(name) || name.length > 63) errors.push(invalidValue('metadata.labels', key, labelNameRule));
    if (typeof value !== 'string' || !labelValue.test(value) || value.length > 63) {
      errors.push(invalidValue('metadata.labels', value, labelValueRule));
    }
  }
  return errors;
}
