#!/bin/sh
# Everything but the tests: types, lint, format, dead code, the build, and the package's shape.
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here" || exit 1
failed=0
step() {
  title=$1
  shift
  if "$@"; then
    echo "ok    $title"
  else
    echo "FAIL  $title"
    failed=1
  fi
}
step 'type check' sh scripts/node.sh node_modules/typescript/bin/tsc -p .
step 'lint' sh scripts/node.sh node_modules/oxlint/bin/oxlint --type-aware --deny-warnings
step 'format' sh scripts/node.sh node_modules/@biomejs/biome/bin/biome format .
step 'dead code' sh scripts/node.sh node_modules/knip/bin/knip.js
step 'build' sh scripts/node.sh scripts/build.ts
step 'package' sh scripts/node.sh node_modules/publint/src/cli.js --strict
exit $failed
