# shellcheck shell=bash
#
# How a deploy ends, however it ends. What runs here runs in a trap, where a bare `return` gives the status that ended
# the script: every function of this folder says which it means.

# Whatever ends the script ends up here: what was begun is taken back.
on_exit() {
  local status=$?
  trap - EXIT
  set +e
  end_trial
  if [ "$status" != 0 ] && [ "$STAGE" != untouched ]; then go_back || status=3; fi
  exit "$status"
}

# A signal takes nothing back: it may be the host's own end. The next run goes on.
on_signal() {
  STAGE=untouched
  say 'Interrupted. Run deploy.sh again: it goes on from here.'
  exit 143
}

# Brings back the recorded release, as far as another has taken its place.
go_back() {
  if [ -z "$RUNS_COMMIT" ]; then
    say 'Nothing has been deployed here before, so there is nothing to go back to.'
    return 0
  fi
  step "Going back to $RUNS_IMAGE"
  export SERVER_IMAGE=$RUNS_IMAGE
  check_out "$RUNS_COMMIT" || return 1
  [ "$STAGE" = rolling ] || return 0
  if ! roll; then
    say 'It does not get ready either. See: docker compose ps; docker compose logs server-a server-b'
    return 1
  fi
  say 'The release before serves, as if nothing had been tried.'
}
