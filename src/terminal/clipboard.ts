import { spawn } from 'node:child_process';
import type { Environment } from './environment.ts';

/** Most terminals and multiplexers refuse longer OSC 52 payloads (base64 characters). */
const longestPayload = 74_994;

/** How a copy went, as a sentence; `show` asks the screen to show the text itself, because no way was left. */
export interface CopyResult {
  readonly sentence: string;
  readonly show: boolean;
}

export interface ClipboardWays {
  readonly environment: Environment;
  /** Writes raw bytes to the terminal, between frames. */
  readonly writeToTerminal: (bytes: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Copies text to the operator's clipboard, across SSH. Inside tmux the server does it (`load-buffer -w`): tmux forwards
 * neither OSC 52 nor passthrough by default. Else OSC 52, which no terminal acknowledges. Never rejects.
 */
export async function copyText(text: string, ways: ClipboardWays): Promise<CopyResult> {
  const { environment } = ways;
  if ((environment['TMUX'] ?? '') !== '') {
    const failure = await loadTmuxBuffer(text, ways);
    if (failure === undefined)
      return { sentence: 'copied to the tmux buffer and the clipboard behind it', show: false };
    return { sentence: `tmux did not take the copy (${failure}); here is the text`, show: true };
  }
  const term = environment['TERM'] ?? '';
  if (term === '' || term === 'dumb' || term === 'linux' || term.startsWith('screen') || /^vt\d/.test(term)) {
    return { sentence: `a terminal of type ${term || 'unknown'} has no clipboard; here is the text`, show: true };
  }
  const payload = Buffer.from(text, 'utf8').toString('base64');
  if (payload.length > longestPayload) {
    return { sentence: 'too long for a terminal clipboard; here is the text', show: true };
  }
  ways.writeToTerminal(`\u001b]52;c;${payload}\u0007`);
  return { sentence: 'sent to the terminal (OSC 52); terminals that forbid it ignore it silently', show: false };
}

/** Undefined when tmux took the text, else its words. */
function loadTmuxBuffer(text: string, ways: ClipboardWays): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn('tmux', ['load-buffer', '-w', '-'], {
      env: { ...ways.environment },
      stdio: ['pipe', 'ignore', 'pipe'],
      timeout: 3000,
      ...(ways.signal === undefined ? {} : { signal: ways.signal }),
    });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString('utf8');
    });
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      resolve(code === 0 ? undefined : complaint.trim() || `ended with ${signal ?? code ?? 'no code'}`);
    });
    child.stdin.on('error', () => {
      // tmux ended early; `close` tells why.
    });
    child.stdin.end(text);
  });
}
