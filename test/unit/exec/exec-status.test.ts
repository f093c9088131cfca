import { describe, expect, it } from 'vitest';
import { parseExecStatus } from '../../../src/kube/exec/exec-status.ts';

describe('the status at the end of an exec', () => {
  it('is exit code 0 for Success', () => {
    expect(parseExecStatus('{"metadata":{},"status":"Success"}')).toEqual({ kind: 'exited', code: 0 });
  });

  it('carries the exit code in the cause named ExitCode', () => {
    const text = JSON.stringify({
      metadata: {},
      status: 'Failure',
      message: 'command terminated with non-zero exit code: exit status 143',
      reason: 'NonZeroExitCode',
      details: {
        causes: [
          { reason: 'Other', message: '7' },
          { reason: 'ExitCode', message: '143' },
        ],
      },
    });
    expect(parseExecStatus(text)).toEqual({ kind: 'exited', code: 143 });
  });

  it('keeps the whole message of a failure that is no exit code', () => {
    const message = 'Internal error occurred: error executing command in container: container is not running';
    const text = JSON.stringify({ status: 'Failure', message, reason: 'InternalError', code: 500 });
    expect(parseExecStatus(text)).toEqual({ kind: 'failed', message, errorKind: 'protocol' });
  });

  it.each(['', 'null', '[]', 'garbage', '{"status":"Maybe"}', '{"status":"Failure","reason":"NonZeroExitCode"}'])(
    'is never a success when it is not understood: %s',
    (text) => {
      expect(parseExecStatus(text).kind).toBe('failed');
    },
  );
});
