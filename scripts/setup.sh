#!/bin/sh
# Makes a fresh Debian or Ubuntu machine ready: the npm packages from the lock file and, where it may (root or sudo,
# apt), the Debian packages that the packet lab and the tests use. Elsewhere it says what is missing and what that means.
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$here" || exit 1

# program:package — what each is for stands in docs/development.md
wanted='ip:iproute2 ping:iputils-ping iperf3:iperf3 nft:nftables dnsmasq:dnsmasq-base dig:bind9-dnsutils nc:netcat-openbsd
busybox:busybox tcpdump:tcpdump conntrack:conntrack socat:socat unshare:util-linux curl:curl tmux:tmux ssh:openssh-client
openssl:openssl ps:procps bash:bash tar:tar xz:xz-utils readelf:binutils mount:mount
sshd:openssh-server tshark:tshark iptables:iptables ethtool:ethtool
zsh:zsh fish:fish man:man-db mandoc:mandoc'

has() {
  command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || [ -x "/sbin/$1" ]
}

missing_packages=''
for pair in $wanted; do
  has "${pair%%:*}" || missing_packages="$missing_packages ${pair#*:}"
done

if [ -n "$missing_packages" ]; then
  as_root=''
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
      as_root='sudo'
    elif command -v sudo >/dev/null 2>&1 && [ -t 0 ]; then
      echo "The packet lab and the tests use Debian packages that are not here:$missing_packages"
      as_root='sudo'
    else
      as_root='none'
    fi
  fi
  if [ "$as_root" != none ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian packages:$missing_packages"
    export DEBIAN_FRONTEND=noninteractive
    $as_root apt-get update -qq || true
    # shellcheck disable=SC2086
    $as_root apt-get install -y -qq --no-install-recommends $missing_packages >/dev/null ||
      echo "apt-get could not install them all; the demo falls back to the simulation and some tests are skipped." >&2
  else
    echo "Not installed, for lack of root or apt:$missing_packages" >&2
    echo "plumbline itself does not need them; without them the demo simulates its packets and some tests are skipped." >&2
  fi
fi

if ! command -v npm >/dev/null 2>&1; then
  echo "setup: npm is not on the PATH; install Node.js with npm first." >&2
  exit 2
fi
# No package may run an install script here: none needs one. The pinned Node comes from the lock file, so the machine's own version only has to run npm.
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error || exit 1
sh scripts/node.sh scripts/build.ts >/dev/null || exit 1
sh scripts/node.sh scripts/fetch-kubectl.ts || echo "No current kubectl could be fetched; the tests that need one are skipped." >&2
if command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1; then
  sh scripts/fetch-minimal-root.sh ||
    echo "No minimal Debian root could be fetched; the tests that start the tarball in one are skipped." >&2
else
  echo "No apt here to fetch a minimal Debian root with; the tests that start the tarball in one are skipped." >&2
fi

still=''
for pair in $wanted; do
  has "${pair%%:*}" || still="$still ${pair%%:*}"
done
[ -n "$still" ] && echo "Still missing:$still" >&2
echo "Ready. Next: npm run demo"
