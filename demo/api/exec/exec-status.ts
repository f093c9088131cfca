/** The Status that ends an exec on the error channel: success, or the exit code the way the kubelet words it. */
export function exitStatus(argv: readonly string[], code: number): Record<string, unknown> {
  if (code === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: error executing command [${argv.join(' ')}], exit code ${code}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}

/**
 * The Status of a command that the runtime could not start. Through an API server that translates WebSockets the
 * kubelet's own "Internal error occurred" is wrapped in a second one.
 */
export function startFailureStatus(message: string): Record<string, unknown> {
  const text = message.startsWith('Internal error occurred')
    ? message
    : `Internal error occurred: Internal error occurred: error executing command in container: ${message}`;
  return {
    metadata: {},
    status: 'Failure',
    message: text,
    reason: 'InternalError',
    details: { causes: [{ message: text }] },
    code: 500,
  };
}
