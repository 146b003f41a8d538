#!/usr/bin/env bash
#
# Brings a release onto this droplet without losing a request. What it does, in order, is in main().
# shellcheck disable=SC2034,SC2153 # what it sets is read by the files of deploy/, and the other way round
set -euo pipefail

scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=docker/scripts/lib.sh
. "$scripts/lib.sh"
for part in record source others replicas widget-builds way-back; do
  # shellcheck source=/dev/null # the files of deploy/, each checked by itself
  . "$scripts/deploy/$part.sh"
done

usage() {
  cat <<'TEXT'
deploy.sh [--ref COMMIT | --image IMAGE@sha256:… | --rollback] [--any-commit] [--all] [--dry-run]

Replaces the two servers one after the other. A release that does not get ready is taken back by itself.
Safe to run again, after an interruption too: it goes on from whatever it finds.

  --ref COMMIT     A commit of main. Default: the newest one. Its image is built here.
  --image IMAGE    An image that was built elsewhere, by its digest; the checkout stays as it is.
  --rollback       The release that ran before this one.
  --any-commit     Also a commit that is not on main.
  --forward-only   No commit older than the one that runs. The deploy key has no other way.
  --prepare        Only build the image and start what is beside the servers, which lack a setting still.
  --all            Afterwards also make nginx, the database and BTCPay anew, where the compose files changed them.
  --dry-run        Print each command that would change something, and change nothing.

Ends with 0: the release runs, or ran already. 1: it does not, and what ran before runs still. 2: wrong words.
3: neither does; somebody has to look. READY_SECONDS (120) is how long a server may take to get ready.
TEXT
}

wrong() {
  printf 'error: %s\n\n' "$1" >&2
  usage >&2
  exit 2
}

# Sets what is asked for.
parse() {
  REF='' IMAGE='' ROLLBACK=0 ANY_COMMIT=0 FORWARD_ONLY=0 PREPARE=0 ALL=0
  while [ $# -gt 0 ]; do
    case $1 in
      --ref | --image)
        [ $# -ge 2 ] || wrong "$1 needs a value"
        if [ "$1" = --ref ]; then REF=$2; else IMAGE=$2; fi
        shift
        ;;
      --rollback) ROLLBACK=1 ;;
      --any-commit) ANY_COMMIT=1 ;;
      --forward-only) FORWARD_ONLY=1 ;;
      --prepare) PREPARE=1 ;;
      --all) ALL=1 ;;
      --dry-run) DRY_RUN=1 ;;
      --help) usage && exit ;;
      *) wrong "$1 is not known" ;;
    esac
    shift
  done
  [ -z "$REF" ] || [ -z "$IMAGE" ] || wrong '--ref and --image exclude each other'
  [ "$ROLLBACK" = 0 ] || [ -z "$REF$IMAGE" ] || wrong '--rollback goes alone'
  [[ -z $REF || $REF =~ ^[0-9A-Za-z][0-9A-Za-z._/-]*$ ]] || wrong "$REF is no name of a commit"
  [[ -z $IMAGE || $IMAGE =~ ^[a-z0-9][a-z0-9._:/-]*@sha256:[0-9a-f]{64}$ ]] || wrong "$IMAGE is no image with its digest"
}

# Whoever started this may go away: a closed terminal or a cut connection stops no deploy. What it says is kept as well.
keep_output() {
  trap '' HUP
  exec </dev/null
  [ "$DRY_RUN" = 1 ] && return 0
  mkdir -p "$STATE"
  exec > >(exec 9>&- && exec tee -p "$STATE/last.log") 2>&1
}

# Sets COMMIT and IMAGE, the release that shall run, and RUNS_COMMIT and RUNS_IMAGE, the recorded one.
choose_release() {
  read -r RUNS_COMMIT RUNS_IMAGE < <(recorded 1) || true
  COMMIT=$(in_checkout rev-parse HEAD)
  if [ "$ROLLBACK" = 1 ]; then
    read -r COMMIT IMAGE < <(recorded 2) || fail 'there is no release before this one'
  elif [ -z "$IMAGE" ]; then
    choose_commit "${REF:-origin/main}"
    IMAGE=$IMAGE_NAME:$COMMIT
  fi
}

# Asks the new image what is wrong with the environment: a word that needs all of it, and does nothing without a
# reference, names each fault and never a value.
check_settings() {
  local faults
  step 'Checking the settings'
  [ "$DRY_RUN" = 0 ] || { compose run --rm --no-deps -T migrate explain && return 0; }
  faults=$(compose run --rm --no-deps -T migrate explain 2>&1 | grep -E '^[A-Z][A-Z_, ]*: ' || true)
  [ -z "$faults" ] || fail "the release does not accept $SERVER_ENV:" "$faults"
}

# Brings the schema up first where the servers only check it. The release before runs on a newer schema, too.
migrate() {
  env_value "$SERVER_ENV" SUPABASE_URL >/dev/null || return 0
  step 'Migrating the Supabase project'
  compose run --rm --no-deps -T migrate
}

# Starts one more server of the new release, which nginx does not know: what would keep it from getting ready, a wrong
# environment for one, shows here, and no customer meets it.
try_release() {
  step "Trying $IMAGE"
  compose up --detach --no-deps --no-build --force-recreate trial
  TRIAL=1
  wait_ready trial || exit 1
  keep_widget trial "$(release_id "$IMAGE")"
  end_trial
}

end_trial() {
  [ "$TRIAL" = 1 ] || return 0
  TRIAL=0
  compose rm --force --stop trial
}

roll() {
  local service services
  mapfile -t services < <(if [ "$DRY_RUN" = 1 ]; then printf '%s\n' "${REPLICAS[@]}"; else to_replace; fi)
  apply_nginx_configuration || return 1
  set_line "$ENV_FILE" SERVER_IMAGE "$SERVER_IMAGE"
  for service in "${services[@]}"; do replace "$service" || return 1; done
  ask_through_nginx
}

# Whether everything is as it shall be.
is_deployed() {
  [ "$COMMIT $IMAGE" = "$(recorded 1)" ] && [ "$COMMIT" = "$(in_checkout rev-parse HEAD)" ] \
    && [ ! -f "$CHECKING_OUT" ] && nginx_is_current && [ -z "$(to_replace)" ]
}

main() {
  STAGE=untouched TRIAL=0
  parse "$@"
  need_root
  PUBLIC_URL=$(env_value "$SERVER_ENV" PUBLIC_URL) || fail "PUBLIC_URL is not in $SERVER_ENV" 'Run setup.sh first.'
  take_lock
  keep_output
  trap on_exit EXIT
  trap on_signal TERM INT
  choose_release
  export SERVER_IMAGE=$IMAGE
  if is_deployed; then
    say "Nothing to do: $IMAGE runs already."
    apply_to_others
    return 0
  fi
  need_clean_checkout
  get_image

  STAGE=preparing
  check_out "$COMMIT"
  compose config --quiet
  [ "$PREPARE" = 1 ] || check_settings
  start_others
  if [ "$PREPARE" = 1 ]; then
    set_line "$ENV_FILE" SERVER_IMAGE "$IMAGE"
    return 0
  fi
  if [ "$DRY_RUN" = 1 ] || [ -n "$(to_replace)" ]; then
    migrate
    try_release
  fi

  STAGE=rolling
  roll
  STAGE=untouched
  record_release "$COMMIT" "$IMAGE" "$([ "$ROLLBACK" = 0 ] || printf '%s' "$RUNS_COMMIT $RUNS_IMAGE")"
  forget_old_widgets "$(release_id "$IMAGE")"
  apply_to_others
  say '' "$IMAGE runs."
}

# In one piece: a checkout replaces this file while it runs.
main "$@"
exit
