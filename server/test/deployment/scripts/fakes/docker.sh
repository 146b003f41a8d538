#!/usr/bin/env bash
#
# Stands for Docker where certificates are concerned: certbot's container runs the real tls/certificate.sh on the folders
# that would be mounted. See program.sh.
set -euo pipefail

printf 'docker %s\n' "$*" >>"$FAKES/asked"
folder=$LP_ROOT/var/lib/lightning-pay
lineage=$folder/letsencrypt/live/lightning-pay
certificate() {
  TLS_FOLDER=$folder/tls RENEWED_LINEAGE=$lineage sh "$LP_DOCKER/scripts/tls/certificate.sh" "$@"
}

# Gives what lies in $FAKES/issued, as Let's Encrypt would, and calls the hook as certbot would.
issue() {
  mkdir -p "$lineage"
  cp "$FAKES/issued"/*.pem "$lineage"
  [ -f "$FAKES/hook-is-lost" ] || certificate install
}

case "$*" in
  'version --format'*) grep -qx docker-ce "$FAKES/installed" 2>/dev/null && echo 28.5.1 ;;
  'compose version --short') echo 2.40.0 ;;
  ps*) [ ! -f "$FAKES/nginx-runs" ] || echo 0123456789ab ;;
  *' certbot certonly '* | *' certbot renew '*)
    if [ -f "$FAKES/letsencrypt-refuses" ]; then echo 'Some challenges have failed.' >&2 && exit 1; fi
    if [[ $* != *--dry-run* && -d $FAKES/issued ]]; then issue; fi
    ;;
  *'/certificate.sh '*)
    words="$*"
    # shellcheck disable=SC2086 # the words of the line, as the container would get them
    certificate ${words##*/certificate.sh }
    ;;
  *' migrate explain')
    cat "$FAKES/server-says" >&2
    exit 1
    ;;
esac
