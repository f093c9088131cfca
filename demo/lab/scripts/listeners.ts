import { type LabPod, networkNamespaceOf } from '../cluster-model.ts';
import { feed, inNetwork } from './quote.ts';

/** A server process that a pod should have. */
export interface Listener {
  readonly pod: LabPod;
  readonly port: number;
  readonly serves: 'http' | 'dns' | 'tcp';
  readonly bodyBytes: number;
}

/** Unique per pod and port; also the name of the file that holds its process id. */
export function listenerId({ pod, port }: Listener): string {
  return `${pod.id}.${port}`;
}

/** The servers of a pod; a resolver listens on UDP and TCP with one process. */
export function listenersOf(pod: LabPod): Listener[] {
  const found = new Map<number, Listener>();
  for (const { listeners } of pod.containers) {
    for (const { port, serves, bodyBytes } of listeners) {
      found.set(port, { pod, port, serves, bodyBytes: bodyBytes ?? 0 });
    }
  }
  return [...found.values()];
}

/** The file with the names of the cluster, in the format of /etc/hosts. */
const dnsHostsFile = '/run/lab/dns/hosts';

/** Starts a server. */
export function startListenerScript(listener: Listener): string {
  const prepare = listener.serves === 'http' ? [pageScript(listener.bodyBytes)] : [];
  const command = inNetwork(networkNamespaceOf(listener.pod), serverCommand(listener));
  return [...prepare, `${command} </dev/null >/dev/null 2>&1 &`, `echo $! >/run/lab/pid/${listenerId(listener)}`].join(
    '\n',
  );
}

function serverCommand({ serves, port, bodyBytes }: Listener): string {
  switch (serves) {
    case 'http':
      return `busybox httpd -f -p ${port} -h /run/lab/www/${bodyBytes}`;
    case 'tcp':
      return `busybox nc -ll -p ${port} -e /run/lab/bin/silent`;
    case 'dns':
      // No server to ask beyond the cluster: a name outside it is refused, as by a resolver that cannot reach any.
      return (
        `dnsmasq --keep-in-foreground --user=root --conf-file=/dev/null --pid-file= --port=${port} --no-resolv --no-hosts ` +
        `--addn-hosts=${dnsHostsFile} --local=/cluster.local/ --local=/in-addr.arpa/ --local-ttl=30 --cache-size=0`
      );
  }
}

function pageScript(bytes: number): string {
  const folder = `/run/lab/www/${bytes}`;
  return `[ -d ${folder} ] || { mkdir ${folder}; yes plumbline | head -c ${bytes} >${folder}/index.html; }`;
}

/** Ends a server at once; its port answers with a reset from then on. */
export function stopListenerScript(listener: Listener): string {
  const file = `/run/lab/pid/${listenerId(listener)}`;
  // Servers that fork per connection (nc, dnsmasq) leave children behind that hold only their own connection.
  return `kill -9 $(cat ${file}) 2>/dev/null || :\nrm -f ${file}`;
}

/** Puts the cluster's names in place and tells the resolvers that run. */
export function namesScript(resolvers: readonly Listener[], names: string): string {
  const reload = resolvers.map((resolver) => `kill -HUP $(cat /run/lab/pid/${listenerId(resolver)}) 2>/dev/null || :`);
  return [feed(`cat >${dnsHostsFile}.new`, names), `mv ${dnsHostsFile}.new ${dnsHostsFile}`, ...reload].join('\n');
}
