#!/bin/sh
# The browser tests need Chromium (its shell without windows, which opens a page in a third of the time), a Java runtime
# and npm (for the Nu HTML validator), and pdftotext; the tests of feeds three feed readers; those of Word files
# LibreOffice, and the bridge over which Python tells it what to do; those of hosts nginx and Caddy.
set -eu
missing=""
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need chromium-headless-shell chromium-headless-shell
need java default-jre-headless
need npm npm
need pdftotext poppler-utils
need newsboat newsboat
need r2e rss2email
need sfeed sfeed
need soffice libreoffice-writer-nogui
need caddy caddy
[ -x /usr/sbin/nginx ] || need nginx nginx-light
/usr/bin/python3 -c "import uno" 2>/dev/null || missing="$missing python3-uno"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    # shellcheck disable=SC2086 # one word a package
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing fonts-dejavu-core >/dev/null
else
    echo "The tests need programs that are not here. Install:$missing" >&2
    exit 1
fi
