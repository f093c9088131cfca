import { type JournalEntry, renderEntry } from '../../node/journal.ts';
import type { Sandbox } from '../../node/sandbox.ts';
import { feed } from './quote.ts';

/*
 * Programs that a plain machine does not have: they read what the demo writes down of its own pods. What they print was
 * made where the simulation has it from as well; the scripts choose only.
 */

const criFolder = (node: string): string => `/run/lab/node/${node}/cri`;
const journalFile = (node: string): string => `/run/lab/node/${node}/journal`;

/** Formats of the journal in the order of the columns of its file, which follow the time in seconds and the source. */
const formats = ['short', 'short-iso', 'short-iso-precise', 'short-unix', 'cat', 'json'] as const;

/** Root of the node can write here, nobody else can. */
const isRoot = '[ -w /proc/sys/net/ipv4/ip_forward ]';

/** `crictl pods` and `crictl inspectp`, as JSON, as a table, and ids alone. */
export const crictlScript = `#!/bin/sh
folder=/run/lab/node/$(hostname)/cri
${isRoot} || {
  echo 'FATA[0000] validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: permission denied"' >&2
  exit 1
}
namespace= name= output=table wanted= command=
while [ $# -gt 0 ]; do
  case $1 in
    --namespace) namespace=$2; shift;;
    --namespace=*) namespace=\${1#*=};;
    --name) name=$2; shift;;
    --name=*) name=\${1#*=};;
    -o|--output) output=$2; shift;;
    -q|--quiet) output=ids;;
    -r|--runtime-endpoint|-i|--image-endpoint|-t|--timeout) shift;;
    -*) ;;
    *) if [ -z "$command" ]; then command=$1; else wanted=$1; fi;;
  esac
  shift
done
matches() { [ -z "$2" ] || printf '%s\\n' "$1" | grep -Eq -- "$2"; }
chosen() {
  while read -r id created in called; do
    matches "$in" "$namespace" && matches "$called" "$name" && echo "$id $created $in $called"
  done <$folder/index 2>/dev/null
}
case $command in
  pods)
    case $output in
      json)
        first=yes
        printf '{\\n  "items": ['
        chosen | while read -r id rest; do
          [ -n "$first" ] || printf ','
          first=
          printf '\\n    '
          cat $folder/$id.pod
        done
        printf '\\n  ]\\n}\\n';;
      ids) chosen | while read -r id rest; do echo $id; done;;
      *)
        now=$(date +%s)
        echo 'POD ID              CREATED             STATE               NAME                                NAMESPACE           ATTEMPT             RUNTIME'
        chosen | while read -r id created in called; do
          age=$((now - created))
          if [ $age -ge 172800 ]; then age="$((age / 86400)) days ago"
          elif [ $age -ge 7200 ]; then age="$((age / 3600)) hours ago"
          else age="$((age / 60)) minutes ago"; fi
          printf '%-19.13s %-19s %-19s %-35s %-19s %-19s %s\\n' $id "$age" Ready $called $in 0 '(default)'
        done;;
    esac;;
  inspectp)
    for file in $folder/"$wanted"*.inspect; do
      [ -n "$wanted" ] && [ -e "$file" ] || {
        echo "FATA[0000] getting the status of pod sandbox \\"$wanted\\": rpc error: code = NotFound desc = an error occurred when try to find sandbox: not found" >&2
        exit 1
      }
      cat "$file"
      exit
    done;;
  *) echo "crictl: the demo has pods and inspectp only" >&2; exit 1;;
esac
`;

/** `journalctl` by unit, for the kernel, by number and since when, followed or not. */
export const journalctlScript = `#!/bin/sh
file=/run/lab/node/$(hostname)/journal
sources= format=short lines= since=0 follow= head=yes
while [ $# -gt 0 ]; do
  case $1 in
    -u|--unit) sources="$sources \${2%.service}"; shift;;
    --unit=*) unit=\${1#*=}; sources="$sources \${unit%.service}";;
    -u*) unit=\${1#-u}; sources="$sources \${unit%.service}";;
    -k|--dmesg) sources="$sources kernel";;
    -n|--lines) lines=$2; shift;;
    -n*) lines=\${1#-n};;
    -o|--output) format=$2; shift;;
    -o*) format=\${1#-o};;
    --output=*) format=\${1#*=};;
    -S|--since) since=$2; shift;;
    --since=*) since=\${1#*=};;
    -f|--follow) follow=yes;;
  esac
  shift
done
case $since in
  0) ;;
  @*) since=\${since#@};;
  -*) amount=\${since#-}; unit=\${amount##*[0-9]}; amount=\${amount%%[!0-9]*}
    case $unit in s*) each=1;; h*) each=3600;; d*) each=86400;; *) each=60;; esac
    since=$(($(date +%s) - amount * each));;
  *) since=$(date -d "$since" +%s 2>/dev/null) || { echo "Failed to parse timestamp: $since" >&2; exit 1; };;
esac
case $format in
${formats.map((format, index) => `  ${format}) column=${index + 3};;`).join('\n')}
  *) echo "Unknown output format '$format'." >&2; exit 1;;
esac
[ -z "$follow" ] || lines=\${lines:-10}
show() {
  while IFS='	' read -r at source line; do
    [ "$at" -ge "\${since%.*}" ] || continue
    case " $sources " in *" $source "*|'  ') ;; *) continue;; esac
    skip=$((column - 3))
    while [ $skip -gt 0 ]; do line=\${line#*	}; skip=$((skip - 1)); done
    printf '%s\\n' "\${line%%	*}"
  done
}
if [ -n "$lines" ] && [ "$lines" != all ]; then shown=$(show <$file | tail -n "$lines"); else shown=$(show <$file); fi
if [ -n "$shown" ]; then printf '%s\\n' "$shown"; elif [ -z "$follow" ]; then echo '-- No entries --'; fi
[ -z "$follow" ] || tail -n 0 -F $file 2>/dev/null | show
`;

/** `dmesg`, of the kernel's own lines in the journal. */
export const dmesgScript = `#!/bin/sh
${isRoot} || { echo 'dmesg: read kernel buffer failed: Operation not permitted' >&2; exit 1; }
follow= human=
for word; do case $word in -w|--follow) follow=-f;; -T|--ctime) human=yes;; esac; done
boot=$(journalctl -k -n all -o short-unix | head -n 1)
boot=\${boot%%.*}
journalctl -k -n all -o short-unix $follow | while read -r at host who text; do
  if [ -n "$human" ]; then stamp=$(LC_ALL=C date -d "@\${at%.*}" '+%a %b %e %H:%M:%S %Y'); else stamp=$(printf '%5s.%s' $((\${at%.*} - boot)) \${at#*.}); fi
  printf '[%s] %s\\n' "$stamp" "$text"
done
`;

/** Writes down the sandboxes of a node: those that are new; the index names all that are there. */
export function sandboxesScript(node: string, all: readonly Sandbox[], added: readonly Sandbox[]): string {
  const folder = criFolder(node);
  const newestFirst = all.toSorted((left, right) => right.createdAt - left.createdAt);
  const index = newestFirst.map(
    ({ id, namespace, name, createdAt }) => `${id} ${Math.floor(createdAt / 1000)} ${namespace} ${name}`,
  );
  return [
    `mkdir -p ${folder}`,
    ...added.flatMap(({ id, item, inspection }) => [
      feed(`cat >${folder}/${id}.pod`, JSON.stringify(item)),
      feed(`cat >${folder}/${id}.inspect`, JSON.stringify(inspection, undefined, 2)),
    ]),
    feed(`cat >${folder}/index.new`, index.join('\n')),
    `mv ${folder}/index.new ${folder}/index`,
  ].join('\n');
}

/** Adds lines to a node's journal. */
export function journalScript(node: string, entries: readonly JournalEntry[]): string {
  const lines = entries.map((entry) => {
    const rendered = renderEntry(node, entry);
    return [Math.floor(entry.at / 1000), entry.source, ...formats.map((format) => rendered[format] ?? '')].join('\t');
  });
  return feed(`cat >>${journalFile(node)}`, lines.join('\n'));
}
