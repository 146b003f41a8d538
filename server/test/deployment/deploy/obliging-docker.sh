#!/usr/bin/env bash
#
# Stands for `docker` where only deploy.sh itself is looked at: whatever it is asked for succeeds, unless a line of
# CALLS.fails is a pattern of the call. Its words go to CALLS, which the test fills in: sudo lets no variable through.
set -euo pipefail

printf '%s\n' "$*" >>CALLS
if [ -f CALLS.fails ] && grep -qEf CALLS.fails <<<"$*"; then
  echo 'APP_SECRET: is missing' >&2
  exit 1
fi
case $* in
  'image inspect '*) exit 1 ;;
  'image ls '*) sed -n 's/^image build .*--tag \([^ ]*\) .*/\1/p' CALLS | sort -u ;;
  'compose ps '*) echo container ;;
  'inspect '*) echo 'running 0' ;;
  'compose config --services') printf '%s\n' nginx server-a server-b ;;
  'compose config --quiet') ;;
  'compose config server-'*) cat compose.yaml server.env && echo "$SERVER_IMAGE" ;;
  'compose config '*) cat compose.yaml ;;
  'compose cp '*package.json*) printf '{\n  "version": "1.0.0"\n}\n' >"${!#}" ;;
  'compose cp '*) mkdir -p "${!#}/chunks" "${!#}/kept/0.9.0/chunks" && touch "${!#}/lightning-pay.js" ;;
esac
