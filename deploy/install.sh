#!/bin/bash
# Install this course, its place to work in and JupyterHub's part into one environment for all students, or bring it up to date:
#
#     bash deploy/install.sh /opt/trilateral        a new environment, with the python3 that you have
#     bash deploy/install.sh /opt/tljh/user         that of The Littlest JupyterHub
#
# The versions are those of requirements.lock and deploy/requirements.txt. The course comes from this folder, never from a registry.
set -euo pipefail
umask 022  # others may read it
to="${1:?where to? For example: bash deploy/install.sh /opt/trilateral}"
cd "$(dirname "$0")/.."
[ -x "$to/bin/python" ] || python3 -m venv "$to"
python="$to/bin/python"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    { echo "install.sh: the Python in $to is too old; the course needs 3.11 or later." >&2; exit 1; }
"$python" -m uv --version > /dev/null 2>&1 ||
    "$python" -m pip install --quiet --disable-pip-version-check "$(grep -oE '^uv==[0-9.]+' requirements.lock)"
uv=("$python" -m uv pip install --quiet --python "$python")
"${uv[@]}" -r pyproject.toml --extra lab --extra grade --group start -r deploy/requirements.txt -c requirements.lock
"${uv[@]}" --offline --no-deps --no-build-isolation --reinstall-package trilateral .
# No offers of news in JupyterLab: they ask the internet.
mkdir -p "$to/etc/jupyter/labconfig"
echo '{"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}' \
    > "$to/etc/jupyter/labconfig/page_config.json"
# What servers need: our file, but not over one that somebody else wrote.
settings="$to/etc/jupyter/jupyter_server_config.py"
if [ -e "$settings" ] && [ "$(head -1 "$settings")" != "$(head -1 deploy/jupyter_server_config.py)" ]; then
    echo "install.sh: $settings is your own and stays; add to it what deploy/jupyter_server_config.py holds." >&2
else
    cp deploy/jupyter_server_config.py "$settings"
fi
echo "The course is in $to."
