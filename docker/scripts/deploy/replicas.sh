# shellcheck shell=bash
#
# The two servers: one is replaced while the other serves.

REPLICAS=(server-a server-b)
# A start may wait for a migration of the ledger.
READY_SECONDS=${READY_SECONDS:-120}

# Asked inside the container, so it is that server's own word and not the other's.
ASK_READY='fetch("http://127.0.0.1:8787/readyz", { signal: AbortSignal.timeout(4000) }).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))'

is_ready() {
  (cd "$LP_DOCKER" && docker compose exec -T "$1" node -e "$ASK_READY") >/dev/null 2>&1
}

# Waits until a server says that it is ready. Ends with 1 when that takes too long, or as soon as it has ended.
wait_ready() {
  local service=$1 since=$SECONDS state
  [ "$DRY_RUN" = 1 ] && return 0
  until is_ready "$service"; do
    state=$(docker inspect --format '{{.State.Status}} {{.RestartCount}}' "$(container_of "$service")" 2>/dev/null || true)
    case $state in
      'running 0' | 'created 0') ;;
      *) complain "$service" 'ended at its start' && return 1 ;;
    esac
    if ((SECONDS - since >= READY_SECONDS)); then
      complain "$service" "was not ready after $READY_SECONDS s" && return 1
    fi
    sleep 0.5
  done
}

# Says what happened to a server, with the end of its log: our log lines hold no secret, and name variables only.
complain() {
  say "$1 $2. Its last lines:"
  compose logs --no-color --no-log-prefix --tail 20 "$1" 2>&1 | sed 's/^/  | /' || true
}

# Asks through nginx, by the address that customers use but on this host; each time nginx may take either server. The
# certificate may still be the placeholder, and loopback needs none to be known.
ask_through_nginx() {
  for _ in 1 2 3 4; do
    run curl --silent --show-error --fail --max-time 10 --retry 5 --retry-connrefused --insecure \
      --connect-to '::127.0.0.1:' --output /dev/null "$PUBLIC_URL/v1/config" || return 1
  done
}

# Replaces one server by one of SERVER_IMAGE, which then has to prove itself.
replace() {
  local service=$1
  step "$service runs ${SERVER_IMAGE}"
  compose up --detach --no-deps --no-build --force-recreate "$service" || return 1
  wait_ready "$service" || return 1
  if ! ask_through_nginx; then
    complain "$service" 'is ready, but nginx gives no good answer'
    return 1
  fi
  note_applied "$service"
}

# Prints the servers that are not what they should be: those that serve nobody first, so that one always does.
to_replace() {
  local service down=() up=()
  for service in "${REPLICAS[@]}"; do
    if [ -z "$(container_of "$service")" ] || ! is_ready "$service"; then
      down+=("$service")
    elif ! is_applied "$service"; then
      up+=("$service")
    fi
  done
  printf '%s\n' "${down[@]}" "${up[@]}" | grep . || true
}
