/*
 * Who logs in to a node has no rights over its network: the login is in the inner user namespace without capabilities.
 * `sudo` hands what is to run to the process that holds the node, which has them all. An order is a folder with the
 * words, three pipes for the streams, one for signals, whose end is that of the one who ordered, and one for the status.
 */

/** The program `sudo` of a node: -n and the options that change nothing here. */
export const sudoScript = `#!/bin/sh
while [ $# -gt 0 ]; do
  case $1 in
    -u|-g|-p|-C) shift 2;;
    --) shift; break;;
    -v|-l) exit 0;;
    -*) shift;;
    *=*) export "$1"; shift;;
    *) break;;
  esac
done
[ $# -gt 0 ] || { echo 'usage: sudo -h | -K | -k | -V' >&2; exit 1; }
[ -z "$SUDO_USER" ] || exec "$@"
command -v "$1" >/dev/null || { echo "sudo: $1: command not found" >&2; exit 1; }
quote() {
  rest=$1 done=
  while :; do
    case $rest in *\\'*) ;; *) break;; esac
    done="$done\${rest%%\\'*}'\\\\''" rest=\${rest#*\\'}
  done
  printf "'%s' " "$done$rest"
}
folder=/run/lab/node/$(hostname)
order=$(mktemp -d "$folder/order.XXXXXX") || exit 1
mkfifo "$order/in" "$order/out" "$order/err" "$order/signals" "$order/status"
{ printf 'cd '; quote "$PWD"; printf '\\nset -- '; for word; do quote "$word"; done; echo; } >"$order/words"
exec 3<&0 6<>"$order/status"
cat <&3 >"$order/in" 2>/dev/null 6<&- & input=$!
cat "$order/out" 3<&- 6<&- & out=$!
cat "$order/err" >&2 3<&- 6<&- & err=$!
trap 'echo INT >&4' INT
trap 'echo TERM >&4' TERM
trap 'echo HUP >&4' HUP
echo "$order" >"$folder/orders"
exec 4>"$order/signals"
status=
while [ -z "$status" ]; do read -r status <&6 || :; done
wait $out $err
kill $input 2>/dev/null
rm -rf "$order"
exit "$status"
`;

/** Runs one order as root of its node, and ends it with the one who ordered. The first process of a session. */
export const rootKeeperScript = `
order=$1
# Fields of stat after the name in parentheses: state, parent, group, session. Who does this goes last.
end_session() {
  read -r own line </proc/self/stat
  for stat in /proc/[0-9]*/stat; do
    { read -r line <$stat; } 2>/dev/null || continue
    pid=\${line%% *}
    set -- \${line##*) }
    [ "$4" != $$ ] || [ $pid = $own ] || [ $pid = $$ ] || kill -KILL $pid
  done 2>/dev/null
  kill -KILL $$
}
# The shell tells of a signal where the command's errors go, and nobody may read there any more.
trap : PIPE
exec 5<"$order/signals"
exec 7<>"$order/status"
{
  while read -r signal <&5; do
    : >"$order/signalled"
    read -r child <"$order/pid" && kill -"$signal" "$child" 2>/dev/null
  done
  rm -rf "$order"
  end_session
} 7<&- &
watch=$!
exec 5<&-
export SUDO_USER=plumb SUDO_UID=1000 USER=root LOGNAME=root HOME=/root
sh -c 'echo $$ >"$0/pid"; . "$0/words"; exec "$@"' "$order" <"$order/in" >"$order/out" 2>"$order/err" 7<&-
status=$?
[ $status -le 128 ] || : >"$order/signalled"
signalled=
[ ! -e "$order/signalled" ] || signalled=yes
kill $watch 2>/dev/null
echo $status >&7
# What was ended by a signal leaves nothing behind.
[ -z "$signalled" ] || end_session
`;
