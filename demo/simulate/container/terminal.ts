import { Writable } from 'node:stream';
import { createStdio, type Stdio } from './stdio.ts';
import { createPipe, type Output } from './streams.ts';

/**
 * Standard streams through a terminal's line discipline: input is echoed and handed on by the line, backspace edits,
 * Ctrl-C interrupts, Ctrl-D ends the input; output gets CR LF, and stderr is the same screen.
 */
export function createTerminalStdio(interrupt: () => void): Stdio {
  const plain = createStdio();
  const lines = createPipe();
  const screen: Output = {
    write: (data) => plain.stdout.write(Buffer.from(data).toString('utf8').replaceAll(/\r?\n/g, '\r\n')),
    close: () => {},
  };
  let line = '';
  const take = (character: string) => {
    switch (character) {
      case '\r':
      case '\n':
        screen.write('\n');
        lines.write(`${line}\n`);
        line = '';
        break;
      case '\u0003':
        screen.write('^C\n');
        line = '';
        interrupt();
        break;
      case '\u0004':
        if (line === '') {
          lines.close();
        }
        break;
      case '\u007f':
        screen.write(line === '' ? '' : '\b \b');
        line = line.slice(0, -1);
        break;
      default:
        screen.write(character);
        line += character;
    }
  };
  const stdin = new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const character of chunk.toString('utf8')) {
        take(character);
      }
      done();
    },
    final(done) {
      lines.close();
      done();
    },
  });
  stdin.on('error', () => {});
  return { ...plain, stdin: lines, stdout: screen, stderr: screen, outside: { ...plain.outside, stdin } };
}
