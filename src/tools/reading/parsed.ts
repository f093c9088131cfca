import { isFields, type Fields } from '../../inventory/prune/fields.ts';

/** What a program that lists things printed: the things, and what was not understood. */
export interface Parsed<Item> {
  readonly items: readonly Item[];
  readonly unparsed: readonly string[];
  /** The program's own words for why it listed nothing; undefined when it did its work. */
  readonly failure: string | undefined;
}

/** Words with which programs of iproute2 and their like say that they did not do what was asked. */
const complaint =
  /^(?:RTNETLINK answers: |Error: |Cannot find device |Cannot open network namespace|Device ".*" does not exist|Command "|Object "|Usage:|\S*(?:ip|bridge|ss|sh|bash|timeout|sudo|nsenter): )/;

/** Words of what should have started the program: a shell, kubectl, the container runtime, ssh. */
const notStarted =
  /^(?:error|Error from server(?: \([^)]*\))?|Unable to connect to the server): |^OCI runtime exec failed|executable file not found in|^command terminated with exit code |: (?:command )?not found$|: No such file or directory$|: Permission denied$|: Operation not permitted$|^timeout: |^The connection to the server /;

/** Whether a line is a complaint of the program or of what should have started it. */
export function isComplaint(line: string): boolean {
  return complaint.test(line) || notStarted.test(line);
}

/** Reads one item a line; blank lines mean nothing, complaints are the failure, other lines are unparsed. */
export function parseEach<Item>(lines: readonly string[], read: (line: string) => Item | undefined): Parsed<Item> {
  const items: Item[] = [];
  const unparsed: string[] = [];
  let failure: string | undefined;
  for (const raw of lines) {
    const line = raw.replace(/\r$/, '');
    if (line.trim() === '') continue;
    const item = read(line);
    if (item !== undefined) items.push(item);
    else if (isComplaint(line)) failure ??= line.trim();
    else unparsed.push(line);
  }
  return { items, unparsed, failure };
}

/** Reads a JSON list of objects, as the programs' `-j` prints it; undefined when the text does not begin as one. */
export function parseJsonList<Item>(
  lines: readonly string[],
  read: (fields: Fields) => Item | undefined,
): Parsed<Item> | undefined {
  const start = lines.findIndex((line) => line.trim() !== '');
  if (start === -1 || !/^\s*[[{]/.test(lines[start] ?? '')) return undefined;
  const text = lines.slice(start).join('\n');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Cut in the middle, or no JSON after all: nothing of it can be trusted.
    return { items: [], unparsed: [...lines], failure: 'the JSON is cut or broken' };
  }
  const items: Item[] = [];
  const unparsed: string[] = [];
  for (const one of Array.isArray(value) ? value : [value]) {
    // iproute2 prints an empty object for what it filtered out.
    if (isFields(one) && Object.keys(one).length === 0) continue;
    const item = isFields(one) ? read(one) : undefined;
    if (item === undefined) unparsed.push(JSON.stringify(one));
    else items.push(item);
  }
  return { items, unparsed, failure: undefined };
}
