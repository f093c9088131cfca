import { PassThrough, Writable } from 'node:stream';
import { createPipe, type Input, type Output } from './streams.ts';

/** A program's standard streams, and what the outside holds of them. */
export interface Stdio {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly outside: { readonly stdin: Writable; readonly stdout: PassThrough; readonly stderr: PassThrough };
  /** The program is over: whoever reads its output sees the end. */
  finish(): void;
}

/** Plain pipes: bytes go through as they are. */
export function createStdio(): Stdio {
  const pipe = createPipe();
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const stdin = new Writable({
    write(chunk: Buffer, _encoding, done) {
      pipe.write(chunk);
      done();
    },
    final(done) {
      pipe.close();
      done();
    },
    destroy(error, done) {
      pipe.close();
      done(error);
    },
  });
  // Written to after the program's end: the bytes have nowhere to go, and nobody is to fall over that.
  stdin.on('error', () => {});
  return {
    stdin: pipe,
    stdout: outputTo(stdout),
    stderr: outputTo(stderr),
    outside: { stdin, stdout, stderr },
    finish() {
      stdout.end();
      stderr.end();
    },
  };
}

/** Writing to a stream that is over is without effect, as for a process whose reader is gone and that ignores SIGPIPE. */
export function outputTo(stream: PassThrough): Output {
  return {
    write(data) {
      if (!stream.writableEnded && !stream.destroyed) {
        stream.write(typeof data === 'string' ? data : Buffer.from(data));
      }
    },
    close: () => {},
  };
}
