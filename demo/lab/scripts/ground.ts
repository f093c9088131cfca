import { cniTool, cniToolScript } from './cni-tools.ts';
import { feed, quote } from './quote.ts';

/*
 * The ground that everything else stands on: folders of the lab's own over those of the machine, so that nothing is
 * left behind and the operator's home is not seen from a pod.
 */

/** Folder, per pod and per node, of what stands there instead of the machine's /etc. */
export function etcFolder(id: string): string {
  return `/run/lab/etc/${id}`;
}

/**
 * What runs first in every pod and stays there, as the pause container does: it holds the pod's mount and host name
 * namespaces. It says `ok` or `failed` on descriptor 9 once the pod's files are in place.
 */
const pauseScript = `
set -e
tell() { echo "$1" >&9; }
trap 'tell "failed $0 $1"' EXIT
hostname "$2"
mount --bind /run/lab/etc/"$1" /etc
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -t sysfs sysfs /sys 2>/dev/null || :
trap - EXIT
tell ok
exec 9>&-
exec busybox sleep 2147483647
`;

/** Prepares the mount namespace of the lab; the first script that runs. */
export const groundScript = [
  'mount -t tmpfs -o mode=755 tmpfs /run',
  'mkdir -p /run/netns /run/lab/bin /run/lab/etc /run/lab/pid /run/lab/www /run/lab/dns /run/image /run/machine-etc',
  'mount --rbind /etc /run/machine-etc',
  // Not every machine has them all, and some are symbolic links.
  'for folder in /tmp /var/tmp /root /home; do mount -t tmpfs -o mode=1777 tmpfs "$folder" 2>/dev/null || :; done',
  'mkdir /run/lab/etc/template',
  'ln -s /run/machine-etc/* /run/lab/etc/template/',
  'cd /run/lab/etc/template',
  // Name services of the machine (mdns, systemd-resolved, LDAP) must not answer for the cluster.
  'rm -f resolv.conf hosts hostname nsswitch.conf',
  feed('cat >nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files'),
  'cd /',
  'mkfifo /run/lab/ready',
  feed('cat >/run/lab/bin/pause', pauseScript),
  feed('cat >/run/lab/bin/silent', '#!/bin/sh\nexec cat >/dev/null'),
  feed(`cat >${cniTool}`, cniToolScript),
  `chmod 755 /run/lab/bin/silent ${cniTool}`,
].join('\n');

/** Makes the /etc of a pod or node. */
export function etcScript(id: string, hostname: string, resolvConf: string, hosts: string): string {
  const folder = etcFolder(id);
  return [
    `cp -a /run/lab/etc/template ${folder}`,
    feed(`cat >${folder}/resolv.conf`, resolvConf),
    feed(`cat >${folder}/hosts`, hosts),
    `echo ${quote(hostname)} >${folder}/hostname`,
  ].join('\n');
}
