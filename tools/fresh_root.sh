#!/usr/bin/env bash
# Shows that README's commands work on a machine that has nothing: a fresh Debian 12 root with git and make.
# usage: tools/fresh_root.sh FOLDER [--with-shared] COMMAND...     (as root; needs debootstrap)
#   tools/fresh_root.sh /tmp/fresh make demo
# The root is made when FOLDER is empty and kept for the next command; the clone in it is always new.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
root=$1
shift

if [ ! -e "$root/etc/debian_version" ]; then
  debootstrap --variant=minbase --include=git,make,ca-certificates bookworm "$root" >/dev/null
fi
# The host's certificates and name servers, for machines that reach the package registries through a proxy.
cp /etc/resolv.conf "$root/etc/resolv.conf"
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"

unmount() { umount -l "$root/proc" "$root/dev" "$root/work/shared" 2>/dev/null || true; }
trap unmount EXIT
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"

rm -rf "$root/work/saccade"
mkdir -p "$root/work"
git clone -q "$source" "$root/work/saccade"
if [ "${1:-}" = --with-shared ]; then
  shift
  mkdir -p "$root/work/shared"
  mount --bind -o ro "$source/../shared" "$root/work/shared"
fi
chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb CI=true \
  sh -c "cd /work/saccade && $*"
