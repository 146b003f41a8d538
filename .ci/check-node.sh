#!/bin/sh
# Compares the Node of node_modules with its SHA-256 in node.sha256, without running it. In an npm script
# node_modules/.bin comes first in PATH, so that this Node also runs npm and npx: only a shell can come before this.
#
# Usage: sh .ci/check-node.sh [--installed]
#   --installed  after an install: there must be a Node, the project's own or a new enough one of the system.
#                Without it, a clone in which nothing is installed yet is fine.
set -eu
folder=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
node=${folder%/*}/node_modules/.bin/node

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

case $(uname -m) in
  x86_64) machine=x64 ;;
  aarch64) machine=arm64 ;;
  *) machine=$(uname -m) ;;
esac
package=node-$(uname -s | tr '[:upper:]' '[:lower:]')-$machine

if [ -e "$node" ] || [ -L "$node" ]; then
  remedy='delete node_modules and run this again.'
  pin=$(grep -E "  $package@" "$folder/node.sha256") || fail ".ci/node.sha256 holds no $package, but $node is there: $remedy"
  sum=$(PATH=/usr/bin:/bin sha256sum "$node") || fail "$node cannot be read: $remedy"
  [ "${sum%% *}" = "${pin%% *}" ] || fail "$node is not ${pin##* } of .ci/node.sha256, its SHA-256 is ${sum%% *}: $remedy"
elif [ "${1-}" = --installed ]; then
  version=$(node --version 2>/dev/null) || version=
  major=${version#v}
  major=${major%%.*}
  [ "${major:-0}" -ge 24 ] || fail "No package brings Node for this machine ($package): install Node 24 or later and run this again."
fi
