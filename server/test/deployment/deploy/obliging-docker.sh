#!/usr/bin/env bash
#
# Stands for `docker` where only the way to deploy.sh is looked at: whatever it is asked for succeeds. Its words go to
# $CALLS, which is filled in below, since sudo lets no variable through.
set -euo pipefail

printf '%s\n' "$*" >>"$CALLS"
case $* in
  'image inspect '*) exit 1 ;;
  'compose ps '*) echo container ;;
  'inspect '*) echo 'running 0' ;;
  'compose config --services') printf '%s\n' nginx server-a server-b ;;
  'compose cp '*package.json*) printf '{\n  "version": "1.0.0"\n}\n' >"${!#}" ;;
  'compose cp '*) mkdir -p "${!#}/chunks" && touch "${!#}/lightning-pay.js" ;;
esac
