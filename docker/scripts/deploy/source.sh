# shellcheck shell=bash
#
# The checkout, and the image that is built from a commit of it.

CHECKOUT=$(dirname "$LP_DOCKER")
# There while a checkout is under way: what a killed one left half done is no work of a person's.
CHECKING_OUT=$STATE/checking-out

in_checkout() { git -C "$CHECKOUT" "$@"; }

# Sets COMMIT to the one that REF names, if it may run here.
choose_commit() {
  local ref=$1 running
  running=$(recorded 1)
  running=${running%% *}
  run git -C "$CHECKOUT" fetch --quiet origin '+refs/heads/main:refs/remotes/origin/main'
  COMMIT=$(in_checkout rev-parse --verify --quiet --end-of-options "$ref^{commit}") \
    || fail "$ref is no commit that this checkout knows" 'Has it been pushed to main?'
  if [ "$ANY_COMMIT" = 0 ] && ! in_checkout merge-base --is-ancestor "$COMMIT" origin/main; then
    fail "$COMMIT is not on main" 'Merge it first; on the droplet itself --any-commit deploys it all the same.'
  fi
  if [ "$FORWARD_ONLY" = 1 ] && [ -n "$running" ] && [ "$COMMIT" != "$running" ] \
    && in_checkout merge-base --is-ancestor "$COMMIT" "$running"; then
    fail "$COMMIT is older than $running, which runs" 'On the droplet itself --rollback or --ref goes back.'
  fi
}

# Ends the script where a person changed files of the checkout: a deploy would undo it, or fail halfway.
need_clean_checkout() {
  [ -f "$CHECKING_OUT" ] || in_checkout diff --quiet HEAD \
    || fail "files in $CHECKOUT were changed by hand" "See them with: git -C $CHECKOUT status" 'Settings belong into docker/.env and docker/server.env.'
}

check_out() {
  local commit=$1
  if [ ! -f "$CHECKING_OUT" ] && [ "$(in_checkout rev-parse HEAD)" = "$commit" ]; then return 0; fi
  if [ "$DRY_RUN" = 0 ]; then
    if [ -f "$CHECKING_OUT" ]; then rm -f "$CHECKOUT/.git/index.lock"; fi
    printf '%s\n' "$commit" | write_file "$CHECKING_OUT" 644
  fi
  run git -C "$CHECKOUT" checkout --quiet --detach --force "$commit"
  [ "$DRY_RUN" = 1 ] || rm -f "$CHECKING_OUT"
}

# Makes sure that IMAGE is on this host. It is built from the commit alone: no file that merely lies in the checkout, a
# secret for one, can get into a layer, and nothing that runs is touched before it is built.
get_image() {
  local source=$STATE/source version
  if docker image inspect --format '{{.Id}}' "$IMAGE" >/dev/null 2>&1; then return 0; fi
  if [[ $IMAGE == *@* ]]; then
    step "Pulling $IMAGE"
    run docker image pull --quiet "$IMAGE"
    return 0
  fi
  step "Building $IMAGE"
  if [ "$DRY_RUN" = 0 ]; then
    rm -rf "$source" && mkdir -p "$source"
    in_checkout archive "$COMMIT" | tar --extract --directory "$source"
    version=$(sed -n 's/^ *"version": *"\([^"]*\)".*/\1/p' "$source/widget/package.json" | head -n 1)
  fi
  run docker image build --file "$source/docker/Dockerfile" --tag "$IMAGE" \
    --build-arg "REVISION=$COMMIT" --build-arg "VERSION=${version:-unreleased}" "$source"
  [ "$DRY_RUN" = 1 ] || rm -rf "$source"
}
