# shellcheck shell=bash
#
# Widget files of earlier deploys. A page that was loaded before a deploy asks for the chunks of its own release later;
# every server that starts reads this folder. `<version>/` is a release, `<version>+<time>.<id>/` a deploy.

WIDGET=$LP_ROOT/var/lib/lightning-pay/widget

# Copies what SERVICE's release carries, before any other server starts: from then on each start finds the files of the
# release before and of the new one, whichever of the two it belongs to itself.
keep_widget() {
  local service=$1 id=$2 fresh=$WIDGET.new version release
  if [ "$DRY_RUN" = 1 ]; then
    say "+ keep the widget files of $service in $WIDGET"
    return 0
  fi
  [ -z "$(build_folder "$id")" ] || return 0
  rm -rf "$fresh" # left by a run that was killed
  mkdir -p "$fresh/build" "$WIDGET"
  compose cp "$service:/app/widget/package.json" "$fresh/package.json"
  compose cp "$service:/app/widget/dist" "$fresh/dist"
  version=$(sed -n 's/^ *"version": *"\([0-9.]*\)".*/\1/p' "$fresh/package.json" | head -n 1)
  [ -n "$version" ] || fail "the widget of $service has no version"
  mv "$fresh/dist/lightning-pay.js" "$fresh/dist/chunks" "$fresh/build"
  chmod -R u=rwX,go=rX "$fresh"
  mv "$fresh/build" "$WIDGET/$version+$(now).$id"
  # Releases that the image brings along itself: the mounted folder hides them.
  for release in "$fresh/dist/kept"/*; do
    if [[ ${release##*/} =~ ^[0-9]+\.[0-9]+\.[0-9]+$ && ! -e $WIDGET/${release##*/} ]]; then mv "$release" "$WIDGET"; fi
  done
  rm -rf "$fresh"
}

# Makes the deployed release's folder the newest, and removes those that are older than the two releases before it. What
# was taken back is newer than those, and stays as long.
forget_old_widgets() {
  local folder id good=0 mine
  [ "$DRY_RUN" = 1 ] && return 0
  mine=$(build_folder "$1")
  if [ -n "$mine" ] && [ "$mine" != "$(build_folders | head -n 1)" ]; then mv "$mine" "${mine%%+*}+$(now).$1"; fi
  while read -r folder; do
    id=${folder##*.}
    if ((good >= KEPT_RELEASES)); then
      rm -rf "$folder"
    elif grep -qE "[:]$id" "$RELEASES"; then
      good=$((good + 1))
    fi
  done < <(build_folders)
}

# Folders of deploys, newest first.
build_folders() { find "$WIDGET" -mindepth 1 -maxdepth 1 -name '*+*' 2>/dev/null | sort -t + -k 2 -r; }

build_folder() { build_folders | grep -F ".$1" | head -n 1 || true; }

# To the millisecond: two of one second would not be known apart.
now() { date -u +%Y%m%d%H%M%S%3N; }
