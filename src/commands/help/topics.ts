import { checklistItems } from '../../../checks/index.ts';
import { actions } from '../../actions.ts';
import { k9sBindings } from '../../actions/presets.ts';
import type { Action, ActionScope } from '../../contracts/action.ts';
import { endpointForms } from '../../link/parse-endpoint.ts';
import { wrap } from '../../terminal/fit.ts';

/** Something that is explained beside the commands. */
export interface HelpTopic {
  readonly name: string;
  /** What it is about, in a few words. */
  readonly title: string;
  /** The explanation: plain paragraphs, and terms with what they mean. */
  readonly parts: readonly HelpPart[];
}

export type HelpPart =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'terms'; readonly terms: readonly HelpTerm[] };

/** A key, an exit code, a setting; and what it means. */
export interface HelpTerm {
  readonly term: string;
  readonly text: string;
}

const paragraph = (text: string): HelpPart => ({ kind: 'paragraph', text });
const heading = (text: string): HelpPart => ({ kind: 'heading', text });
const terms = (all: readonly (readonly [string, string])[]): HelpPart => ({
  kind: 'terms',
  terms: all.map(([term, text]) => ({ term, text })),
});

const scopes: readonly (readonly [ActionScope, string])[] = [
  ['global', 'Everywhere'],
  ['list', 'In lists'],
  ['cluster', 'In Cluster'],
  ['cni', 'In CNI'],
  ['policies', 'In Policies'],
  ['link', 'In Link'],
  ['chart', 'In Latency and Bandwidth'],
  ['latency', 'In Latency'],
  ['bandwidth', 'In Bandwidth'],
  ['checklist', 'In Checklist'],
  ['evidence', 'In the evidence'],
];

function keysOf(scope: ActionScope, title: string): readonly HelpPart[] {
  const own = actions.filter((action) => action.scope === scope && action.keys.length > 0);
  return own.length === 0 ? [] : [heading(title), terms(own.map((action) => [action.keys.join(' '), wordsOf(action)]))];
}

function wordsOf(action: Action): string {
  const preset = k9sBindings[action.id];
  return preset === undefined ? action.title : `${action.title} (k9s preset: ${preset.join(' ')})`;
}

/** What `plumbline help TOPIC` explains, in the order in which the topics are listed. */
export const helpTopics: readonly HelpTopic[] = [
  {
    name: 'keys',
    title: 'the keys of the screen',
    parts: [
      paragraph(
        'These are the keys without a config file; ? on the screen lists those that work at the moment. keys.bindings in the config file binds others, keys.preset: k9s those that k9s users know.',
      ),
      ...scopes.flatMap(([scope, title]) => keysOf(scope, title)),
    ],
  },
  {
    name: 'endpoints',
    title: 'how the ends of a link are written',
    parts: [
      paragraph(`An endpoint is ${endpointForms}.`),
      terms([
        ['shop/web-1, pod/shop/web-1', 'a pod; where there is no such pod, the workload of that name'],
        ['deploy/shop/web', 'a workload, followed from pod to pod: deploy, sts, ds, rs, job'],
        ['svc/shop/backend:http', 'a service, with a port by number or by name'],
        ['node/worker-1', 'a node, by its internal address'],
        ['10.0.0.7:443, [fd00::1]:80', 'an address'],
        ['example.com:443', 'a host name, resolved in the source'],
      ]),
    ],
  },
  {
    name: 'modes',
    title: 'how far plumbline may go',
    parts: [
      paragraph('Everything that reaches a cluster passes one gate, and --mode says what the gate lets through.'),
      terms([
        [
          'observe',
          'the default: read, watch, logs, access reviews, dry runs, and bounded, read-only programs in pods that are there',
        ],
        ['probe', 'also create helpers, each told before it is made and removed afterwards'],
        ['write', 'also change things and run other commands'],
      ]),
    ],
  },
  {
    name: 'access',
    title: 'credentials, log-ins, proxies and permissions',
    parts: [
      paragraph(
        'plumbline reads kubeconfigs as kubectl does. C lists the contexts with their health; no plugin is run for that.',
      ),
      heading('Credentials'),
      terms([
        [
          'exec plugins',
          'run without a terminal first; one that needs it (interactiveMode Always), or failed without (IfAvailable), is lent the terminal: the screen steps aside, what is measured goes on, then the screen returns. L lends it, or gives up a plugin that hangs',
        ],
        ['encrypted client keys', 'ask for their passphrase once, without echo; the open key stays in memory'],
        ['oidc', 'an id-token that expired is renewed by its refresh-token, and both are stored for kubectl'],
        ['gcp, azure', 'auth-providers lend the token that they stored; plumbline says how to move to a plugin'],
        ['headless commands', 'lend a plugin the terminal at once, as kubectl does; without one they say so'],
      ]),
      heading('Proxies'),
      paragraph(
        "A context's proxy-url, else HTTPS_PROXY unless NO_PROXY exempts the server (names, .domains, addresses, CIDR ranges, ports, *): http, https, socks5 and socks5h, for exec as well.",
      ),
      heading('Permissions'),
      paragraph(
        'What is not allowed stays visible, in brackets, and its key tells the missing rule as YAML, which y copies. plumbline rbac prints the least Role of a mode, plumbline doctor what you have of it.',
      ),
    ],
  },
  {
    name: 'config',
    title: 'the config file',
    parts: [
      paragraph(
        'plumbline reads $XDG_CONFIG_HOME/plumbline/config.yaml (~/.config/plumbline/config.yaml), or the file given with --config. An unknown key is an error.',
      ),
      terms([
        ['maxFps', 'frames per second of what changes by itself, 1 to 30 (10)'],
        ['glyphs', 'auto, unicode or ascii: auto goes by the locale and TERM'],
        ['theme', 'auto, dark, light or mono; NO_COLOR makes it mono'],
        ['alternateScreen', 'false draws in the scrollback (true)'],
        ['keys.preset', 'plumbline or k9s'],
        ['keys.bindings', 'action id to a list of keys: { ping: [P, f5] }'],
        ['productionContexts', "names or patterns of contexts with gentle bandwidth tests (['*prod*'])"],
        ['latency.intervalSeconds', 'seconds between two pings, 0.2 to 60 (1)'],
        ['bandwidth.seconds', 'length of a bandwidth test, 1 to 60 (10)'],
        ['bandwidth.port', "iperf3's port in the destination (5201)"],
        ['bandwidth.productionRateCap', 'bits per second proposed in production contexts (100000000)'],
        ['reach.image', 'image of the helpers for pods without network tools; there is no default'],
        ['reach.lastsSeconds', 'seconds after which a helper ends by itself, 20 to 86400 (900)'],
        ['ssh.user', 'the user to log in to nodes as, whatever the config of ssh says'],
        ['ssh.address', "what ssh is given of a node: 'auto', 'internal', 'external', 'hostname' or 'name' (auto)"],
        ['ssh.transport', "'auto', the built-in 'ssh2', or 'openssh', the ssh of the machine (auto)"],
        ['ssh.hosts', 'nodes whose names do not resolve: node name to [user@]host[:port]'],
      ]),
    ],
  },
  {
    name: 'exit-codes',
    title: 'what the exit codes mean',
    parts: [
      terms([
        ['0', 'it works: the port is open, replies came, the name was resolved, the command did what was asked'],
        ['1', 'it does not: the wire answered, and the answer is no'],
        ['2', 'the command line or the config file is wrong'],
        ['3', 'it could not be tested or told: no permission, no program, no cluster'],
      ]),
      paragraph('With -o json a failure is a JSON document as well.'),
    ],
  },
  {
    name: 'checklist',
    title: 'the troubleshooting checklist',
    parts: (['before', 'during', 'after'] as const).flatMap((phase) => [
      heading(`${phase[0]?.toUpperCase()}${phase.slice(1)}`),
      terms(checklistItems.filter((item) => item.phase === phase).map((item) => [item.short, item.text])),
    ]),
  },
  {
    name: 'environment',
    title: 'environment variables and files',
    parts: [
      terms([
        ['KUBECONFIG', 'kubeconfig files, as kubectl reads them; else ~/.kube/config'],
        ['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', "the way to the API server; a context's proxy-url wins"],
        ['NO_COLOR', 'bold, inverse and text instead of colours'],
        ['INK_SCREEN_READER', 'true draws one pane top to bottom, without frames and charts'],
        ['LANG, LC_ALL, LC_CTYPE, TERM', 'decide between line drawing and ASCII'],
        ['XDG_CONFIG_HOME', 'where plumbline/config.yaml lies (~/.config)'],
        ['XDG_STATE_HOME', 'where the incident records lie (~/.local/state)'],
        ['XDG_CACHE_HOME', 'where compiled code is kept (~/.cache)'],
      ]),
    ],
  },
];

/** A topic as plain text, at most `width` columns. */
export function topicText(topic: HelpTopic, width = 80): string {
  const blocks = topic.parts.map((part) => {
    if (part.kind === 'heading') return [part.text];
    return part.kind === 'paragraph' ? wrap(part.text, width) : termLines(part.terms, width);
  });
  const lines = blocks.flatMap((block, index) => {
    const before = topic.parts[index - 1]?.kind;
    return index === 0 || before === 'heading' ? block : ['', ...block];
  });
  return `${lines.join('\n')}\n`;
}

const widestTerm = 26;

function termLines(all: readonly HelpTerm[], width: number): readonly string[] {
  const column = Math.min(widestTerm, Math.max(...all.map(({ term }) => term.length)));
  return all.flatMap(({ term, text }) => {
    const indent = ' '.repeat(column + 4);
    const [first = '', ...rest] = wrap(text, width - indent.length);
    const head = term.length > column ? [`  ${term}`, indent + first] : [`  ${term.padEnd(column)}  ${first}`];
    return [...head, ...rest.map((line) => indent + line)];
  });
}
