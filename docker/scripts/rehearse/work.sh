# shellcheck shell=bash
# The rehearsal's own folder: a copy of the stack beside its own settings, so that a droplet's are never touched.

readonly WORK=$LP_DOCKER/.rehearsal
readonly PAY=pay.rehearsal.test
readonly BTCPAY=btcpay.rehearsal.test

# Docker Compose over the copy, which is not there in a dry run.
compose() {
  if [ "$DRY_RUN" = 1 ]; then run docker compose "$@"; else (cd "$WORK" && docker compose "$@"); fi
}

check_machine() {
  [ "$DRY_RUN" = 0 ] || return 0
  local program
  for program in docker curl jq openssl; do
    command -v "$program" >/dev/null || fail "$program is missing" "Debian and Ubuntu: apt-get install $program; Docker: docs.docker.com/engine/install"
  done
  docker compose version >/dev/null 2>&1 || fail "Docker's Compose is missing" 'docs.docker.com/compose/install'
  [ -z "$(docker ps --quiet --filter label=com.docker.compose.project=lightning-pay)" ] ||
    fail 'lightning-pay runs on this machine, and has the ports that a rehearsal wants' 'Rehearse on another machine, or end it first: docker compose down'
}

# Copies the stack as it is now; settings are made once, since the databases know the first passwords.
make_work() {
  local names=(compose.yaml compose.btcpay.yaml compose.regtest.yaml nginx btcpay)
  run mkdir -p "$WORK/rehearsal"
  run chmod 700 "$WORK"
  run rm -rf "${names[@]/#/$WORK/}"
  run cp -R "${names[@]/#/$LP_DOCKER/}" "$WORK"
  # Read by containers, each under a user of its own.
  run chmod -R go+rX "$WORK/nginx" "$WORK/btcpay"
  write_rehearsal_settings
}

write_rehearsal_settings() {
  [ ! -s "$WORK/.env" ] || return 0
  local ledger_password
  ledger_password=$(new_secret)
  # `connect` writes there too, as the user of its container; nobody else gets into the folder.
  write_file "$WORK/server.env" 666 <<END
PUBLIC_URL=https://$PAY
ALLOWED_ORIGINS=https://$PAY
OPEN_AMOUNTS=true
NETWORK=regtest
BTCPAY_URL=https://$BTCPAY
BTCPAY_WEBHOOK_SECRET=$(new_secret)
APP_SECRET=$(new_secret)
DATABASE_URL=postgres://lightning_pay:$ledger_password@postgres:5432/lightning_pay
END
  write_file "$WORK/.env" 600 <<END
COMPOSE_PROJECT_NAME=lightning-pay-rehearsal
COMPOSE_FILE=compose.yaml:compose.btcpay.yaml:compose.regtest.yaml
COMPOSE_PROFILES=postgres
PAY_DOMAIN=$PAY
BTCPAY_DOMAIN=$BTCPAY
SERVER_IMAGE=lightning-pay-server:rehearsal
POSTGRES_PASSWORD=$ledger_password
BTCPAY_POSTGRES_PASSWORD=$(new_secret)
BITCOIN_NETWORK=regtest
END
}

# An authority of its own, trusted by nobody but the containers, and a certificate for both names.
make_certificate() {
  local folder=$WORK/rehearsal
  if [ -s "$folder/fullchain.pem" ] && openssl x509 -checkend 86400 -noout -in "$folder/fullchain.pem" >/dev/null; then return; fi
  run openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 365 -subj '/CN=lightning-pay rehearsal' \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign \
    -keyout "$folder/ca-key.pem" -out "$folder/ca.pem"
  run openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 365 -subj "/CN=$PAY" \
    -addext basicConstraints=critical,CA:FALSE -addext "subjectAltName=DNS:$PAY,DNS:$BTCPAY" \
    -CA "$folder/ca.pem" -CAkey "$folder/ca-key.pem" -keyout "$folder/privkey.pem" -out "$folder/fullchain.pem.new"
  # nginx reads the key under a user of its own. It opens nothing but this rehearsal.
  run rm "$folder/ca-key.pem"
  run chmod 644 "$folder/ca.pem" "$folder/privkey.pem" "$folder/fullchain.pem.new"
  run mv "$folder/fullchain.pem.new" "$folder/fullchain.pem"
}

build_image() {
  run docker build --tag lightning-pay-server:rehearsal --file "$LP_DOCKER/Dockerfile" "${LP_DOCKER%/*}"
}

take_down() {
  if [ -f "$WORK/.env" ] || [ "$DRY_RUN" = 1 ]; then compose down --volumes --remove-orphans; else say 'There is none.'; fi
  run rm -rf "$WORK"
}

# --- Values ----------------------------------------------------------------------------------------------------------

# ask NAME FILTER COMMAND…: what jq's FILTER finds in the JSON that the command prints. In a dry run the command is printed
# as any other, and the value is <NAME>.
ask() {
  local name=$1 filter=$2
  shift 2
  if [ "$DRY_RUN" = 1 ]; then
    "$@" >&3
    printf '<%s>' "$name"
  else
    "$@" | jq --raw-output --exit-status "$filter"
  fi
}

# A command of which only its end matters.
quietly() { if [ "$DRY_RUN" = 1 ]; then "$@"; else "$@" >/dev/null; fi; }

# wait_until SECONDS WHAT COMMAND…: until the command ends well. In a dry run it is run, and so printed, once.
wait_until() {
  local seconds=$1 what=$2 end=$((SECONDS + $1))
  shift 2
  if [ "$DRY_RUN" = 1 ]; then
    "$@" || true
    return
  fi
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || fail "waited $seconds s for $what" "See: cd $WORK && docker compose ps, and docker compose logs"
    sleep 0.5
  done
}
