# shellcheck shell=bash
#
# Which releases ran here. Two files of one idea: `releases` holds the one that runs and the two before it, newest first,
# "<commit> <image>" a line; `applied/<service>` what a container was made from.

IMAGE_NAME=lightning-pay-server
STATE=$LP_ROOT/var/lib/lightning-pay/deploy
RELEASES=$STATE/releases
KEPT_RELEASES=3

# Prints line NUMBER of the record; nothing where there is none.
recorded() { [ ! -f "$RELEASES" ] || sed -n "${1}p" "$RELEASES"; }

# The name by which files of a release are told apart: the first 12 digits of its commit or digest.
release_id() {
  local image=${1##*:}
  printf '%s' "${image:0:12}"
}

# Puts a release at the head of the record, and takes it out of where it stood before. After a way back, the one that was
# left is taken out as well: a second --rollback goes further back.
record_release() {
  local commit=$1 image=$2 left=$3 known
  known=$(recorded 1 && recorded 2 && recorded 3)
  [ "$DRY_RUN" = 1 ] && return 0
  {
    printf '%s %s\n' "$commit" "$image"
    grep -vxF -e "$commit $image" -e "${left:-none}" <<<"$known" || true
  } | grep . | head -n "$KEPT_RELEASES" | write_file "$RELEASES" 644
  while read -r _ image; do
    if [ -n "$image" ] && ! grep -qF " $image" "$RELEASES"; then forget_image "$image"; fi
  done <<<"$known"
  # And those of releases that never got as far as the record.
  while read -r image; do
    if [ -n "$image" ] && ! grep -qF " $image" "$RELEASES"; then forget_image "$image"; fi
  done < <(docker image ls --format '{{.Repository}}:{{.Tag}}' "$IMAGE_NAME")
}

forget_image() { docker image rm "$1" >/dev/null 2>&1 || true; }

# What a service would be made from now, as a hash: its image, its part of the compose files, and its environment.
fingerprint() { (cd "$LP_DOCKER" && docker compose config "$1") | sha256sum | cut -d ' ' -f 1; }

# The container of a service, also one that has ended; nothing where there is none.
container_of() { (cd "$LP_DOCKER" && docker compose ps --all --quiet "$1") | head -n 1; }

# Whether the container of a service is the one that was made from what stands here now.
is_applied() {
  [ -f "$STATE/applied/$1" ] && [ "$(cat "$STATE/applied/$1")" = "$(container_of "$1") $(fingerprint "$1")" ]
}

note_applied() {
  [ "$DRY_RUN" = 1 ] || printf '%s %s\n' "$(container_of "$1")" "$(fingerprint "$1")" | write_file "$STATE/applied/$1" 600
}
