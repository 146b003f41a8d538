# shellcheck shell=bash
#
# What runs beside the servers: nginx, the bundled database, BTCPay Server. A deploy starts what is missing, reloads nginx
# when its configuration changed, and replaces none of them unless it is told to: that is an outage, if a short one.

NGINX_CONF=/etc/nginx/lightning-pay/nginx.conf
NGINX_APPLIED=$STATE/nginx-configuration

other_services() { (cd "$LP_DOCKER" && docker compose config --services) | grep -vxE 'server-a|server-b' | sort; }

# Starts what does not run yet, as it is: what runs is left alone, whatever the compose files say by now.
start_others() {
  local services
  mapfile -t services < <(other_services)
  if [[ " ${services[*]} " == *' postgres '* ]]; then
    compose up --detach --no-recreate --no-deps --wait postgres
  fi
  compose up --detach --no-recreate --no-deps "${services[@]}"
}

# The nginx configuration of the checkout, as a hash.
nginx_configuration() { in_checkout rev-parse HEAD:docker/nginx; }

nginx_is_current() { [ -f "$NGINX_APPLIED" ] && [ "$(cat "$NGINX_APPLIED")" = "$(nginx_configuration)" ]; }

# Lets nginx read it, if it changed. A wrong one is refused; connections that are open go on under the one before.
apply_nginx_configuration() {
  if nginx_is_current; then return 0; fi
  step 'nginx reads its new configuration'
  compose exec -T nginx nginx -t -q -c "$NGINX_CONF" || return 1
  compose exec -T nginx nginx -s reload -c "$NGINX_CONF" || return 1
  [ "$DRY_RUN" = 1 ] || nginx_configuration | write_file "$NGINX_APPLIED" 644
}

# Says which of them the compose files would make anew, or, with --all, does it.
apply_to_others() {
  local service container changed=()
  [ "$DRY_RUN" = 1 ] && return 0
  while read -r service; do
    container=$(container_of "$service")
    if [ -f "$STATE/applied/$service" ] && [[ $(cat "$STATE/applied/$service") == "$container "* ]]; then
      is_applied "$service" || changed+=("$service")
    else
      note_applied "$service" # begun since, by us or by hand
    fi
  done < <(other_services)
  [ ${#changed[@]} -gt 0 ] || return 0
  if [ "$ALL" = 1 ]; then
    step "Making anew: ${changed[*]}"
    compose up --detach --no-deps "${changed[@]}"
    for service in "${changed[@]}"; do note_applied "$service"; done
  else
    warn "the compose files changed ${changed[*]}, which still run as before. To apply that, with a short outage:"
    warn "  $0 --all"
  fi
}
