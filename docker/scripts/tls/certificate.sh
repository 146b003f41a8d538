#!/bin/sh
#
# Puts certificates where nginx reads them. Runs inside certbot's container as nginx's user (101), so that no root reads a
# path that a container could have bent; certbot calls it after each new certificate, tls-setup.sh whenever it likes.
#
#   certificate.sh placeholder NAME…   one that nobody trusts, so that nginx can start; only where there is none at all
#   certificate.sh install             Let's Encrypt's, where it is another than what is there
#   certificate.sh reload-due          ends with 0 if nginx has not yet been told of the newest
#   certificate.sh reloaded            nginx has been told
set -eu

tls=${TLS_FOLDER:-/etc/nginx/tls}
# Certbot names the folder when it calls.
lineage=${RENEWED_LINEAGE:-/etc/letsencrypt/live/lightning-pay}

# Takes a folder that holds a certificate and its key as the current one. Both are reached through one link, which is
# replaced at once: nginx never finds the certificate of one beside the key of the other.
use() {
  [ "$(openssl x509 -in "$1/fullchain.pem" -noout -pubkey)" = "$(openssl pkey -in "$1/privkey.pem" -pubout)" ] ||
    { echo 'the key does not belong to the certificate: nothing is changed' >&2 && exit 1; }
  chmod 600 "$1/fullchain.pem" "$1/privkey.pem"
  ln -s "$(basename "$1")" "$tls/current.new"
  # Not every mv can put a link in the place of one that leads to a folder; certbot's Python can.
  python3 -c 'import os, sys; os.replace(sys.argv[1], sys.argv[2])' "$tls/current.new" "$tls/current"
  for name in fullchain.pem privkey.pem; do
    ln -sf "current/$name" "$tls/$name.new"
    mv -f "$tls/$name.new" "$tls/$name"
  done
  : >"$tls/reload-due"
  pair=''
  for old in "$tls"/pair.*; do [ "$old" = "$1" ] || rm -rf "$old"; done
}

# A folder that did not become the current one goes away again.
pair=''
trap '[ -z "$pair" ] || rm -rf "$pair"' EXIT

umask 077
rm -f "$tls/current.new" # of a run that was killed
case ${1:-} in
  placeholder)
    shift
    [ ! -e "$tls/fullchain.pem" ] || exit 0
    pair=$(mktemp -d "$tls/pair.XXXXXX")
    names=$(printf ',DNS:%s' "$@")
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/O=placeholder/CN=$1" \
      -addext "subjectAltName=${names#,}" -keyout "$pair/privkey.pem" -out "$pair/fullchain.pem" 2>/dev/null
    use "$pair"
    ;;
  install)
    cmp -s "$lineage/fullchain.pem" "$tls/fullchain.pem" && exit 0
    pair=$(mktemp -d "$tls/pair.XXXXXX")
    cp "$lineage/fullchain.pem" "$lineage/privkey.pem" "$pair"
    use "$pair"
    ;;
  reload-due) [ -e "$tls/reload-due" ] ;;
  reloaded) rm -f "$tls/reload-due" ;;
  *) sed -n '3,10s/^# \{0,1\}//p' "$0" && exit 1 ;;
esac
