#!/bin/sh
# Installs exactly what pnpm-lock.yaml says. The Node that comes with it is compared with its SHA-256 twice: one that an
# earlier install left before npx runs on it, and the present one before any package's own install script does.
set -eu
cd -- "$(dirname -- "$0")/.."

sh .ci/check-node.sh
exec npx --yes --package=pnpm@12.21.0 -- sh -c '
  pnpm install --frozen-lockfile --ignore-scripts &&
  sh .ci/check-node.sh --installed &&
  pnpm rebuild --pending'
