import { emptyInput, type Input, readLine } from '../container/streams.ts';
import { NotSupported } from './ast.ts';
import type { Shell } from './state.ts';

/** `read [-r] [-t SECONDS] [-u DESCRIPTOR] NAME…`: 0 for a whole line, 1 at the end, 142 when it was late. */
export async function readVariable(shell: Shell, words: readonly string[]): Promise<number> {
  const queue = words.slice(1);
  const names: string[] = [];
  let seconds = Number.POSITIVE_INFINITY;
  let descriptor = 0;
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '-t') {
      seconds = Number(queue.shift());
    } else if (word === '-u') {
      descriptor = Number(queue.shift());
    } else if (word.startsWith('-') && word !== '-r') {
      throw new NotSupported(words.join(' '));
    } else if (word !== '-r') {
      names.push(word);
    }
  }
  const input = shell.descriptors.get(descriptor)?.input ?? emptyInput;
  const line = await readLineWithin(shell, input, seconds);
  if (line === 'late') {
    return 142;
  }
  const text = line?.text ?? '';
  const fields = shell.variables.get('IFS') === '' ? [text] : text.trim().split(/[ \t]+/);
  for (const [index, name] of names.entries()) {
    const value = index === names.length - 1 ? fields.slice(index).join(' ') : (fields[index] ?? '');
    shell.variables.set(name, value);
  }
  return line?.complete === true ? 0 : 1;
}

async function readLineWithin(
  shell: Shell,
  input: Input,
  seconds: number,
): Promise<Awaited<ReturnType<typeof readLine>> | 'late'> {
  const { process } = shell.start;
  const reading = readLine(input);
  if (seconds === Number.POSITIVE_INFINITY) {
    return process.wait(reading);
  }
  const late = process.sleep(seconds * 1000).then(() => 'late' as const);
  const result = await Promise.race([process.wait(reading), late]);
  if (result === 'late') {
    // What arrives later belongs to whoever reads next.
    void reading.then(
      (line) => line !== undefined && input.unread(Buffer.from(`${line.text}${line.complete ? '\n' : ''}`)),
    );
  }
  return result;
}
