import type { Json } from '../contracts/json.ts';
import { redacted, redactText } from './redact.ts';

const secretName =
  /(?:password|passwd|passphrase|_pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|secret[-_]?key|credentials|authorization|cookie|client-key-data)$/i;
const secretFlag = /^--?(?:[\w-]*-)?(?:password|passwd|passphrase|secret|token|api-key|access-key|secret-key)$/i;

/**
 * The value with every string redacted, and whole values gone where a name says that they are secret: a field `password`,
 * an element after `--token`, the `value` beside a `name` such as DB_PASSWORD.
 */
export function redactJson(value: Json): Json {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isArray(value)) {
    return value.map((item, index) => {
      const before = value[index - 1];
      if (typeof item === 'string' && typeof before === 'string' && secretFlag.test(before)) return redacted;
      return redactJson(item);
    });
  }
  const secretValue = typeof value['name'] === 'string' && secretName.test(value['name']);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      isScalar(item) && (secretName.test(key) || (secretValue && key === 'value')) ? redacted : redactJson(item),
    ]),
  );
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isScalar(value: Json): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}
