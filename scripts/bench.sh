#!/bin/sh
# Prints the figures of this machine beside the bars they must hold; arguments name single benches.
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here" || exit 1
sh scripts/node.sh scripts/build.ts >/dev/null || exit 1
exec sh scripts/node.sh scripts/bench/main.ts "$@"
