# shellcheck shell=bash
# The user that GitHub Actions logs in as: no password, no group, no shell to speak of. Its key runs one command, and sudo
# lets it do that one alone (A51). What both lines say stands in deploy-access.sh.

make_deploy_user() {
  local key=$1 home=/home/deploy
  if ! id deploy >/dev/null 2>&1; then
    # No password fits `*`, and sshd does not take it for a locked account, as it might `!`.
    run useradd --create-home --home-dir "$home" --shell /bin/sh --password '*' --comment 'deploys from GitHub Actions' deploy
  fi
  run install --directory --owner=root --group=deploy --mode=750 "$LP_ROOT$home/.ssh"
  # Owned by root: whoever gets in as deploy cannot give itself another command.
  forced_command_line "$key" | write_file "$LP_ROOT$home/.ssh/authorized_keys" 640
  run chown root:deploy "$LP_ROOT$home/.ssh/authorized_keys"
  sudoers_line | write_sudoers "$LP_ROOT/etc/sudoers.d/lightning-pay-deploy"
  # That user must reach its one command, whatever umask the checkout was made with; .env and server.env stay shut.
  run chmod go+rX "$(dirname "$LP_DOCKER")" "$LP_DOCKER" "$LP_DOCKER/scripts" "$LP_DOCKER/scripts/deploy-command.sh"
  say 'The user deploy can deploy, with that key, and do nothing else.'
}

# Writes what visudo accepts, and nothing else: a broken file there would shut everyone out of sudo.
write_sudoers() {
  local text
  text=$(cat)
  [ "$DRY_RUN" = 1 ] || visudo --check --quiet --file=- <<<"$text" || fail 'sudo refuses the line for the user deploy'
  write_file "$1" 440 <<<"$text"
}
