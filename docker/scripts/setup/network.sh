# shellcheck shell=bash
# What Let's Encrypt and customers need: domains that point here, and ports that nobody else has.

# Addresses of this droplet, a line each.
own_addresses() { ip -o address show scope global | awk '{ sub("/.*", "", $4); print $4 }'; }

# Addresses of a name, a line each. Not those of this machine to itself: /etc/hosts often gives its own name to it.
addresses_of() { getent ahosts "$1" | awk '{ print $1 }' | sort -u | grep -vE '^(127\.|::1$)' || true; }

check_network() {
  [ -n "${GIVEN[skip-dns]:-}" ] || check_domains
  check_ports
  end_on_problems 'not yet:'
}

check_domains() {
  local name address addresses own
  own=$(own_addresses)
  for name in "${GIVEN[PAY_DOMAIN]}" "${GIVEN[BTCPAY_DOMAIN]:-}"; do
    [ -n "$name" ] || continue
    mapfile -t addresses < <(addresses_of "$name")
    [ ${#addresses[@]} -gt 0 ] ||
      problems+=("$name has no address: add an A record with one of ${own//$'\n'/, } where your domain is managed.")
    for address in "${addresses[@]}"; do
      grep -qxF "$address" <<<"$own" ||
        problems+=("$name points to $address, which is not this droplet (${own//$'\n'/, }); --skip-dns if that is right.")
    done
  done
}

check_ports() {
  local port line
  [ -z "$(docker ps --quiet --filter label=com.docker.compose.project=lightning-pay \
    --filter label=com.docker.compose.service=nginx 2>/dev/null || true)" ] || return 0
  for port in 80 443; do
    line=$(ss -Hltnp "sport = :$port" 2>/dev/null | head -n 1 || true)
    [ -z "$line" ] || problems+=("Port $port is taken by $(sed -n 's/.*users:(("\([^"]*\)".*/\1/p' <<<"$line"): stop it.")
  done
}
