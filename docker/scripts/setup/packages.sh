# shellcheck shell=bash
# What is installed: Docker Engine and its Compose plugin from Docker's own repository, and four packages of the
# distribution. All four distributions get the same engine that way: the Engine of Debian 12 (20.10) and 13 (26.1) is too
# old, as an IPv6 client would come in under the address of the network's gateway (`ip6tables` is Docker's default since
# 27.0).
#
# Not installed: fail2ban. Where SSH takes keys alone there is nothing to guess, and one more program of root would read
# what strangers write to a log.

readonly NEED_ENGINE=27.0 NEED_COMPOSE=2.24
readonly DOCKER_PACKAGES=(docker-ce docker-ce-cli containerd.io docker-buildx-plugin docker-compose-plugin)
# Which Docker's documents say must go first.
readonly FOREIGN_PACKAGES=(docker.io docker-doc docker-compose docker-compose-v2 podman-docker containerd runc)

# A droplet's first minutes belong to cloud-init and to its first upgrade, which hold apt's lock.
run_apt() {
  local words=(--quiet -o DPkg::Lock::Timeout=600)
  [ "$1" != install ] || words+=(--yes --no-install-recommends)
  DEBIAN_FRONTEND=noninteractive run apt-get "$1" "${words[@]}" "${@:2}"
}

# Those of the packages that are installed, a line each.
installed_of() {
  dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p' || true
}

install_packages() {
  local lacking needed=(ca-certificates curl git openssl sudo ufw unattended-upgrades)
  if command -v cloud-init >/dev/null; then run cloud-init status --wait >/dev/null || true; fi
  mapfile -t lacking < <(printf '%s\n' "${needed[@]}" | grep -vxF "$(installed_of "${needed[@]}")" || true)
  if [ ${#lacking[@]} -gt 0 ]; then
    run_apt update
    run_apt install "${lacking[@]}"
  fi
  # Security fixes of the distribution come by themselves; Docker's do not: they would restart what customers are in.
  [ -s "$LP_ROOT/etc/apt/apt.conf.d/20auto-upgrades" ] ||
    printf 'APT::Periodic::%s "1";\n' Update-Package-Lists Unattended-Upgrade |
    write_file "$LP_ROOT/etc/apt/apt.conf.d/20auto-upgrades" 644
}

# Whether a version, as 2.40.3, is NEED or later.
is_since() { [ "$(printf '%s\n' "$1" "$2" | sort --version-sort | head -n 1)" = "$1" ]; }

has_docker() {
  is_since $NEED_ENGINE "$(docker version --format '{{.Server.Version}}' 2>/dev/null || printf 0)" &&
    is_since $NEED_COMPOSE "$(docker compose version --short 2>/dev/null | tr -d v || printf 0)"
}

# By https://docs.docker.com/engine/install/debian/ and …/ubuntu/.
install_docker() {
  if has_docker; then
    say 'Docker Engine and Compose are there.'
    return
  fi
  local foreign site key codename
  mapfile -t foreign < <(installed_of "${FOREIGN_PACKAGES[@]}")
  [ ${#foreign[@]} -eq 0 ] || problems+=("apt-get remove ${foreign[*]}")
  end_on_problems "packages of the distribution stand in the way of Docker's own; their containers' data outlives them:"
  site=https://download.docker.com/linux/$(os_release ID)
  key=$LP_ROOT/etc/apt/keyrings/docker.asc
  codename=$(os_release VERSION_CODENAME)
  run install -m 755 -d "$(dirname "$key")"
  run curl --fail --silent --show-error --location --output "$key" "$site/gpg"
  run chmod a+r "$key"
  say "deb [arch=$(dpkg --print-architecture) signed-by=/etc/apt/keyrings/docker.asc] $site $codename stable" |
    write_file "$LP_ROOT/etc/apt/sources.list.d/docker.list" 644
  run_apt update
  run_apt install "${DOCKER_PACKAGES[@]}"
  run systemctl enable --now docker
  [ "$DRY_RUN" = 1 ] || has_docker || fail 'Docker is installed, and does not answer' 'systemctl status docker'
}
