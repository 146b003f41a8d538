# shellcheck shell=bash
# Folders of the host that containers read and write: owner, mode and path of each. 101 is nginx's user and certbot's;
# all others write to volumes of Docker.

readonly FOLDERS='
0:0 755 /var/lib/lightning-pay
0:0 755 /var/lib/lightning-pay/widget
101:101 700 /var/lib/lightning-pay/letsencrypt
101:101 700 /var/lib/lightning-pay/tls
101:101 755 /var/lib/lightning-pay/acme
'

make_folders() {
  local owner mode path
  while read -r owner mode path; do
    [ -n "$path" ] || continue
    run install --directory --owner="${owner%:*}" --group="${owner#*:}" --mode="$mode" "$LP_ROOT$path"
  done <<<"$FOLDERS"
  # Read by containers under users of their own, whatever umask the checkout was made with.
  run chmod go+rX "$LP_DOCKER"
  run chmod -R go+rX "$LP_DOCKER/nginx" "$LP_DOCKER/btcpay" "$LP_DOCKER/scripts/tls"
}
