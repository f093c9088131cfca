import { type Input, readLine } from '../container/streams.ts';
import { readFile } from './files.ts';
import { parseOptions } from './options.ts';
import { immediate, type Program, type Start } from './program.ts';

/** head: the first lines of stdin or a file. */
export const head: Program = async (start) => {
  const { count, files } = lineCount(start);
  let left = count;
  for await (const line of lines(start, files)) {
    if (left <= 0) {
      break;
    }
    start.stdout.write(`${line}\n`);
    left -= 1;
  }
  return 0;
};

/** tail: the last lines of stdin or a file, without -f. */
export const tail: Program = async (start) => {
  const { count, files } = lineCount(start);
  const kept: string[] = [];
  for await (const line of lines(start, files)) {
    kept.push(line);
    if (kept.length > count) {
      kept.shift();
    }
  }
  start.stdout.write(kept.map((line) => `${line}\n`).join(''));
  return 0;
};

/** wc: -l, -w and -c of stdin or a file. */
export const wc: Program = async (start) => {
  const options = parseOptions(start.argv.slice(1), 'lwc');
  const all: string[] = [];
  for await (const line of lines(start, options.operands)) {
    all.push(line);
  }
  const text = all.map((line) => `${line}\n`).join('');
  const counts = {
    l: all.length,
    w: text.split(/\s+/).filter((word) => word !== '').length,
    c: Buffer.byteLength(text),
  };
  const wanted = (['l', 'w', 'c'] as const).filter((kind) => options.has(kind) || options.given.size === 0);
  start.stdout.write(`${wanted.map((kind) => counts[kind]).join(' ')}\n`);
  return 0;
};

/** grep: -q, -c, -v, -i, -F, -o and -H with a pattern that is also a JavaScript expression. */
export const grep: Program = async (start) => {
  const options = parseOptions(start.argv.slice(1), 'qcviFEowH');
  const [pattern = '', ...files] = options.operands;
  const source = options.has('F') ? pattern.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&') : pattern;
  const expression = new RegExp(source, options.has('i') ? 'i' : '');
  let matched = 0;
  const isNamed = options.has('H') && files.length > 0;
  for await (const { line, before } of isNamed ? namedLines(start, files) : unnamed(lines(start, files))) {
    const match = expression.exec(line);
    if ((match !== null) === options.has('v')) {
      continue;
    }
    matched += 1;
    if (!options.has('q') && !options.has('c')) {
      start.stdout.write(`${before}${options.has('o') && match !== null ? match[0] : line}\n`);
    }
  }
  if (options.has('c')) {
    start.stdout.write(`${matched}\n`);
  }
  return matched > 0 ? 0 : 1;
};

/** seq: whole numbers from FIRST (1) by STEP (1) to LAST. */
export const seq: Program = immediate(({ argv, stdout }) => {
  const numbers = argv.slice(1).map(Number);
  const last = numbers.at(-1) ?? 0;
  const first = numbers.length > 1 ? (numbers[0] ?? 1) : 1;
  const step = numbers.length > 2 ? (numbers[1] ?? 1) : 1;
  const count = Math.max(0, Math.min(100_000, Math.floor((last - first) / step) + 1)) || 0;
  stdout.write(Array.from({ length: count }, (_, index) => `${first + index * step}\n`).join(''));
  return 0;
});

function lineCount(start: Start): { readonly count: number; readonly files: readonly string[] } {
  const words = start.argv.slice(1).map((word) => word.replace(/^-(\d+)$/, '-n$1'));
  const options = parseOptions(words, 'n:qv');
  return { count: options.number('n', 10), files: options.operands };
}

async function* lines(start: Start, files: readonly string[]): AsyncGenerator<string> {
  const inputs: Input[] = files.length === 0 ? [start.stdin] : [];
  for (const line of files.flatMap((file) => fileLines(start, file))) {
    yield line;
  }
  for (const input of inputs) {
    for (let line = await start.process.wait(readLine(input)); line !== undefined; ) {
      yield line.text;
      line = await start.process.wait(readLine(input));
    }
  }
}

interface NamedLine {
  readonly line: string;
  /** What grep prints before it: 'FILE:'. */
  readonly before: string;
}

async function* unnamed(all: AsyncGenerator<string>): AsyncGenerator<NamedLine> {
  for await (const line of all) yield { line, before: '' };
}

function namedLines(start: Start, files: readonly string[]): readonly NamedLine[] {
  return files.flatMap((file) => fileLines(start, file).map((line) => ({ line, before: `${file}:` })));
}

function fileLines(start: Start, file: string): readonly string[] {
  const content = readFile(start.machine, file);
  if (content === undefined) {
    start.stderr.write(`${start.argv[0]}: ${file}: No such file or directory\n`);
    return [];
  }
  return content.toString('utf8').replace(/\n$/, '').split('\n');
}
