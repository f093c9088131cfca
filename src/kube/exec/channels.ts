/*
 * The remote command protocol over WebSocket: each binary message is one channel byte and its payload.
 * v5 adds message [255, channel] that closes one channel; in v4 nothing can end stdin but closing the whole
 * socket, and that loses the exit status.
 * Format: k8s.io/apimachinery/pkg/util/remotecommand/constants.go and KEP-4006.
 */

/** Offered in this order; the server picks the first that it knows. */
export const execSubprotocols: readonly string[] = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

export const channel = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255 } as const;

/** One message for a channel. */
export function channelMessage(number: number, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(number), payload]);
}

/** The message that half-closes a channel, or undefined where the agreed protocol has none. */
export function closeMessage(subprotocol: string, number: number): Buffer | undefined {
  return subprotocol === 'v5.channel.k8s.io' ? Buffer.of(channel.close, number) : undefined;
}
