#!/bin/sh
# Makes the root in which the tests start the tarball: Debian bullseye's C and C++ libraries and a busybox, no Node; and
# unpacks that Debian's kubectl (1.20), the oldest one that operators are met with.
# apt fetches and checks the packages with its own keys, into folders of this checkout: the machine's apt is not changed.
here=$(cd "$(dirname "$0")/.." && pwd)
umask 022
cache="$here/node_modules/.cache/plumbline"
target="$cache/minimal-root"
old_kubectl="$cache/kubectl-1.20"
[ -d "$target" ] && [ -x "$old_kubectl" ] && exit 0

work="$cache/minimal-root.$$"
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/debs" "$work/root" || exit 1
: >"$work/status"
# The machine's own mirror, when it is one of Debian's: those end in /debian by convention.
mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' 2>/dev/null | grep -E '/debian/?$' | head -n 1)}
if [ -z "$mirror" ]; then
  echo 'apt knows no mirror of Debian here; name one in DEBIAN_MIRROR.' >&2
  exit 1
fi
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror bullseye main" >"$work/sources.list"
cat >"$work/apt.conf" <<END
Dir::Etc::SourceList "$work/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::State::Lists "$work/lists";
Dir::State::Status "$work/status";
Dir::Cache "$work";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::Retries "2";
Acquire::http::Timeout "20";
APT::Sandbox::User "";
END
export APT_CONFIG="$work/apt.conf"

# apt-get update ends with 0 when it could not fetch; the download then finds no package.
apt-get update -qq || exit 1
(cd "$work/debs" && apt-get download -qq libc6 libgcc-s1 libstdc++6 busybox-static kubernetes-client) || exit 1
dpkg-deb --fsys-tarfile "$work"/debs/kubernetes-client_*.deb | tar -x -O ./usr/bin/kubectl >"$work/kubectl" || exit 1
chmod 755 "$work/kubectl"
mv "$work/kubectl" "$old_kubectl"
rm -f "$work"/debs/kubernetes-client_*.deb
for package in "$work"/debs/*.deb; do
  dpkg-deb --extract "$package" "$work/root" || exit 1
done
rm -rf "$work/root/usr/share"
for folder in dev proc tmp home mnt; do
  mkdir -p "$work/root/$folder"
done
for applet in $("$work/root/bin/busybox" --list); do
  [ -e "$work/root/bin/$applet" ] || ln -s busybox "$work/root/bin/$applet"
done
[ -d "$target" ] || mv -T "$work/root" "$target"
