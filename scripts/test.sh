#!/bin/sh
# Runs the whole test suite on the pinned Node; arguments go to vitest (a file, -t 'title').
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here" || exit 1
if [ ! -d node_modules ]; then
  echo "plumbline: the packages are not installed; run 'npm run setup' first." >&2
  exit 2
fi
# The terminal tests drive the real program.
sh scripts/node.sh scripts/build.ts >/dev/null || exit 1
exec sh scripts/node.sh node_modules/vitest/vitest.mjs run "$@"
