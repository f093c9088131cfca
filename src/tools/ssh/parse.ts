import { known, parseLines } from '../reading/parse-lines.ts';
import type { Parsed } from '../reading/parsed.ts';

/** How far ssh came, by its own words. */
export type SshTrouble =
  | 'name'
  | 'refused'
  | 'timeout'
  | 'unreachable'
  | 'host key changed'
  | 'host key unknown'
  | 'host key refused'
  | 'authentication'
  | 'negotiation'
  | 'forwarding prohibited'
  | 'target refused'
  | 'target unreachable'
  | 'closed'
  | 'no program';

/** A line that ssh or the remote shell said, or a line of the command's output. */
export type SshLine =
  | { readonly kind: 'trouble'; readonly trouble: SshTrouble; readonly words: string }
  | { readonly kind: 'note'; readonly words: string }
  | { readonly kind: 'output'; readonly text: string };

/** What OpenSSH says; the first that fits decides (the client's sources: sshconnect.c, clientloop.c, mux.c). */
const words: readonly (readonly [RegExp, SshTrouble])[] = [
  [/^ssh: Could not resolve hostname /, 'name'],
  [/^ssh: connect to host .*: Connection refused/, 'refused'],
  [
    /^ssh: connect to host .*: (?:Connection timed out|Operation timed out)|^Connection timed out during banner exchange|^Timeout, server .* not responding/,
    'timeout',
  ],
  [/^ssh: connect to host .*: (?:No route to host|Network is unreachable|Host is down)/, 'unreachable'],
  [/REMOTE HOST IDENTIFICATION HAS CHANGED|^Host key for .* has changed/, 'host key changed'],
  [/^No \S+ host key is known for |^The authenticity of host /, 'host key unknown'],
  [/^Host key verification failed/, 'host key refused'],
  [
    /Permission denied \(|^Received disconnect from .*Too many authentication failures|^Too many authentication failures/,
    'authentication',
  ],
  [/^Unable to negotiate with .*no matching|^no matching .* found/i, 'negotiation'],
  [/^channel \d+: open failed: administratively prohibited/, 'forwarding prohibited'],
  [/^channel \d+: open failed: connect failed: Connection refused/, 'target refused'],
  [/^channel \d+: open failed: /, 'target unreachable'],
  [
    /^(?:kex_exchange_identification|ssh_exchange_identification): |^Connection (?:closed|reset) by |^client_loop: |^Connection to .* closed by remote host|^banner exchange: |^ssh_dispatch_run_fatal: /,
    'closed',
  ],
  [/: (?:command )?not found$/, 'no program'],
];

const notes =
  /^(?:Warning: |Connection to .* closed\.$|stdio forwarding failed|debug\d: |@{10}|@ .*@$|IT IS POSSIBLE|Someone could|It is also possible|The fingerprint for|SHA256:|MD5:|Please contact|Add correct host key|Offending |\s+remove with:|\s+ssh-keygen |Password authentication is disabled|Keyboard-interactive|This (?:key|host key) is not known|Are you sure you want|\S+ key fingerprint is|Pseudo-terminal will not|mux_client_|ControlSocket |Authenticated to |Transferred: |\*\* )/;

/** Reads what ssh printed, with the output of the command that it ran. */
export function parseSsh(lines: readonly string[]): Parsed<SshLine> {
  return parseLines<SshLine>(lines, (line) => {
    const trouble = words.find(([pattern]) => pattern.test(line))?.[1];
    if (trouble !== undefined) return { kind: 'trouble', trouble, words: line.trim() };
    if (/^@{10}/.test(line)) return known;
    return notes.test(line) ? { kind: 'note', words: line.trim() } : { kind: 'output', text: line };
  });
}
