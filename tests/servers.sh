#!/bin/sh
# Installs the servers that tests need where it may, else says what is left out. Nothing here is needed to run Draftdesk.
missing=""
command -v dovecot >/dev/null 2>&1 || [ -x /usr/sbin/dovecot ] || missing="$missing dovecot-imapd"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
command -v pg_ctl >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
fc-list :lang=zh 2>/dev/null | grep -q . || missing="$missing fontconfig fonts-noto-cjk"
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "Without these the tests that need them are left out:$missing (install them with your system's package manager)." >&2
  exit 0
fi
if [ "$(id -u)" = 0 ]; then as=""; elif sudo -n true 2>/dev/null; then as="sudo"; else
  echo "Without these the tests that need them are left out:$missing" >&2
  echo "Install them with: sudo apt-get install --no-install-recommends$missing" >&2
  exit 0
fi
echo "Installing the servers that tests need:$missing …"
log=$(mktemp)
# shellcheck disable=SC2086
if ! { $as apt-get update && $as env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $missing; } >"$log" 2>&1; then
  tail -n 5 "$log" >&2
  echo "They could not be installed; the tests that need them are left out." >&2
fi
rm -f "$log"
