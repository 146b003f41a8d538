#!/usr/bin/env bash
#
# The certificate of both domains: a placeholder so that nginx can start, then Let's Encrypt's, and its renewal.
# `tls-setup.sh --help` says how. Run again at any time: a certificate that is far from its end is kept.
set -euo pipefail

scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib.sh
. "$scripts/lib.sh"
# shellcheck source=tls/timer.sh
. "$scripts/tls/timer.sh"

usage() {
  cat <<'USAGE'
tls-setup.sh: the certificate of PAY_DOMAIN and BTCPAY_DOMAIN in docker/.env, from Let's Encrypt, and its renewal.

  tls-setup.sh                  asks for it, or keeps the one there is; makes the timer that renews it
  tls-setup.sh --staging        from Let's Encrypt's staging server: browsers refuse it, limits are wide. A run without
                                this word replaces it
  tls-setup.sh --test-renewal   plays a renewal through with Let's Encrypt, and changes nothing
  tls-setup.sh --renew          renews it if it is due: what the timer runs, twice a day
  tls-setup.sh --status         says whose it is and when it ends
  tls-setup.sh --dry-run        prints each command, changes nothing; needs no root
  tls-setup.sh --help

Let's Encrypt calls http://DOMAIN/.well-known/acme-challenge/ on port 80 of this droplet: the domains must point to it.
USAGE
}

action=obtain staging=''
for word in "$@"; do
  case $word in
    --help | -h) usage && exit 0 ;;
    --dry-run) DRY_RUN=1 ;;
    --staging) staging=1 ;;
    --test-renewal | --renew | --status) action=${word#--} ;;
    *) fail "$word: no such argument" 'tls-setup.sh --help lists them.' ;;
  esac
done
need_root

# What nginx reads, on this side of the volume.
installed=$LP_ROOT/var/lib/lightning-pay/tls/fullchain.pem

# A program in certbot's container, with the folder tls/ in it.
in_certbot() {
  compose run --rm --no-deps -T --volume "$scripts/tls:/opt/lightning-pay:ro" --entrypoint "$1" certbot "${@:2}"
}
certificate() { in_certbot sh /opt/lightning-pay/certificate.sh "$@"; }

issuer() { openssl x509 -in "$installed" -noout -issuer 2>/dev/null; }

say_status() {
  local ends
  [ "$DRY_RUN" = 0 ] || return 0
  ends=$(openssl x509 -in "$installed" -noout -enddate 2>/dev/null | cut -d= -f2) ||
    fail 'there is no certificate yet' "$0"
  case $(issuer) in
    *placeholder*) say 'The certificate is a placeholder, which no browser trusts.' ;;
    *STAGING*) say "The certificate is of Let's Encrypt's staging server, which no browser trusts; it ends on $ends." ;;
    *) say "The certificate is good until $ends. lightning-pay-certificate.timer renews it in time." ;;
  esac
}

# Tells nginx of a new certificate, once, and of none else. No connection is lost; what nginx finds wrong changes nothing.
reload_if_due() {
  if [ "$DRY_RUN" = 0 ] && ! certificate reload-due; then return; fi
  compose exec -T nginx nginx -t -q -c /etc/nginx/lightning-pay/nginx.conf
  compose exec -T nginx nginx -s reload -c /etc/nginx/lightning-pay/nginx.conf
  certificate reloaded
}

obtain() {
  local name names=() domains=() words=()
  for name in PAY_DOMAIN BTCPAY_DOMAIN; do
    has_value "$ENV_FILE" "$name" && names+=("$(env_value "$ENV_FILE" "$name")")
  done
  if [ "$DRY_RUN" = 1 ] && [ ${#names[@]} -eq 0 ]; then names=(PAY_DOMAIN BTCPAY_DOMAIN); fi
  [ ${#names[@]} -gt 0 ] || fail "PAY_DOMAIN is missing in $ENV_FILE" "$scripts/setup.sh writes it."
  certificate placeholder "${names[@]}"
  compose up --detach --no-deps nginx

  for name in "${names[@]}"; do domains+=(--domain "$name"); done
  if [ -n "$staging" ]; then
    words=(--staging)
  elif [[ $(issuer || true) == *STAGING* ]]; then
    # Certbot would keep it: to it, a certificate that is far from its end is a good one.
    words=(--force-renewal)
  fi
  # https://eff-certbot.readthedocs.io/en/stable/using.html#certbot-command-line-options
  in_certbot certbot certonly --non-interactive --agree-tos --no-eff-email \
    --email "$(env_value "$ENV_FILE" LETSENCRYPT_EMAIL || printf LETSENCRYPT_EMAIL)" \
    --webroot --webroot-path /var/www/acme --cert-name lightning-pay "${domains[@]}" \
    --keep-until-expiring --renew-with-new-domains --deploy-hook 'sh /opt/lightning-pay/certificate.sh install' \
    "${words[@]}" || fail "Let's Encrypt gave no certificate; what was there before is still in use" \
    'What it said stands above. Mostly a domain does not point here yet, or port 80 is shut in a firewall before the droplet.' \
    "Then: $0 (--staging to try without using up Let's Encrypt's limits)."
  # Once more: a run that ended between the certificate and its installing left the rest to this one.
  certificate install
  reload_if_due
  make_timer
}

renew() {
  in_certbot certbot renew --cert-name lightning-pay --non-interactive --no-random-sleep-on-renew ||
    fail "the certificate was not renewed; the one in use $(say_status)" "What Let's Encrypt said stands above."
  certificate install
  reload_if_due
}

case $action in
  obtain | renew)
    take_lock
    "$action"
    say_status
    ;;
  test-renewal) in_certbot certbot renew --cert-name lightning-pay --non-interactive --no-random-sleep-on-renew --dry-run ;;
  status) say_status ;;
esac
