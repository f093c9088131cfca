#!/bin/sh
# Starts plumbline from this checkout; builds it first when a source is newer than the last build.
here=$(cd "$(dirname "$0")/.." && pwd)
if [ ! -d "$here/node_modules" ]; then
  echo "plumbline: the packages are not installed; run 'npm run setup' first." >&2
  exit 2
fi
built="$here/dist/plumbline.js"
if [ ! -e "$built" ] || [ -n "$(find "$here/src" "$here/components" "$here/checks" "$here/demo" "$here/scripts/build" "$here/scripts/build.ts" "$here/package.json" -newer "$built" -type f -print -quit)" ]; then
  sh "$here/scripts/node.sh" "$here/scripts/build.ts" >/dev/null || exit 1
fi
exec sh "$here/scripts/node.sh" "$built" "$@"
