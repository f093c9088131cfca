import { type Document, isMap, isNode, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { PlumblineError } from '../contracts/errors.ts';
import { nearNames } from '../text/near.ts';
import { listWords } from '../text/words.ts';
import { type Config, configSchema } from './schema.ts';

/**
 * Reads the text of a config file. Throws a configuration error that names file and line and says what is accepted; several
 * mistakes are all named at once, the first one in the message.
 */
export function parseConfig(text: string, file: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const { line, col } = lines.linePos(broken.pos[0]);
    throw configError(file, [`${file}:${line}:${col}: this is not YAML: ${broken.message}`]);
  }
  const read = configSchema.safeParse(plainValue(document, file));
  if (read.success) return read.data;

  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const offset = offsetOf(document.getIn(path.slice(0, length - 1), true) ?? document.contents, path[length - 1]);
      if (offset !== undefined) return lines.linePos(offset).line;
    }
    return 1;
  };
  throw configError(
    file,
    read.error.issues.map((issue) => {
      const { path, words } = explain(issue);
      return `${file}:${lineOf(path)}: ${words}`;
    }),
  );
}

/** The file's value; a file of comments only is an empty one. Aliases that lead nowhere or multiply are refused. */
function plainValue(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    throw configError(file, [`${file}: this is not YAML: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

/** Where in the text the key stands, or the item of a list. */
function offsetOf(parent: unknown, key: PropertyKey | undefined): number | undefined {
  if (isMap(parent)) {
    const pair = parent.items.find(({ key: node }) => isNode(node) && String(node) === String(key));
    return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  return isNode(parent) ? parent.range?.[0] : undefined;
}

function explain(issue: z.core.$ZodIssue): { readonly path: readonly PropertyKey[]; readonly words: string } {
  const name = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const path = [...issue.path, key];
    const accepted = acceptedKeys(issue.path);
    const near = nearNames(key, accepted);
    const hint = near.length > 0 ? `did you mean ${listWords(near, 'or')}?` : `accepted are ${accepted.join(', ')}.`;
    return { path, words: `"${path.map(String).join('.')}" is not a setting; ${hint}` };
  }
  if (name === '') return { path: issue.path, words: 'the file must hold settings, one "name: value" per line.' };
  return { path: issue.path, words: `${name}: ${accepted(issue)}` };
}

function accepted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `accepted are ${listWords(issue.values.map(String), 'or')}.`;
    case 'too_small':
      return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}.`;
    case 'too_big':
      return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}.`;
    case 'invalid_type':
      return `must be ${typeWords[issue.expected] ?? `of type ${issue.expected}`}.`;
    default:
      return issue.message;
  }
}

const typeWords: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  string: 'a text',
  array: 'a list',
  object: 'a group of settings',
  record: 'a group of settings',
};

/** The keys that may stand where the defaults have an object. */
function acceptedKeys(path: readonly PropertyKey[]): readonly string[] {
  let value: unknown = configSchema.parse({});
  for (const key of path) {
    value =
      typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined;
  }
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

function configError(file: string, messages: readonly string[]): PlumblineError {
  const [first = '', ...others] = messages;
  return new PlumblineError(first, {
    kind: 'configuration',
    operation: 'read the config file',
    object: file,
    ...(others.length > 0 ? { serverMessage: others.join('\n') } : {}),
    nextStep: `Change ${file}, or move it away to start with the defaults.`,
  });
}
