#!/usr/bin/env bash
#
# Stands for `docker`: hands its words to the engine of the test, which listens on $DOCKER_ENGINE, and says what that
# answers: the exit code on a line, then the output.
if ! answer=$(printf '%s\0' "$@" | curl --silent --fail --unix-socket "$DOCKER_ENGINE" \
  --header "server-image: ${SERVER_IMAGE-}" --data-binary @- http://docker/ && echo .); then
  echo 'docker: the engine went away' >&2
  exit 137
fi
code=${answer%%$'\n'*}
output=${answer#*$'\n'}
output=${output%.} output=${output%$'\n'}
[ -z "$output" ] || if [ "$code" = 0 ]; then printf '%s\n' "$output"; else printf '%s\n' "$output" >&2; fi
exit "$code"
