"""A server of your own: JupyterHub with the system's users, each in their own home. README.md says how.

    /opt/trilateral/bin/jupyterhub -f deploy/jupyterhub_config.py

Whoever may log in to the machine may log in here, with the same password. Change that below.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from class_settings import set_for_a_class  # noqa: E402

c = get_config()  # noqa: F821  # JupyterHub gives it
STATE = Path(os.environ.get("TRILATERAL_STATE", "/var/lib/jupyterhub"))
PROGRAMS = Path(sys.executable).parent
STATE.mkdir(mode=0o700, parents=True, exist_ok=True)

set_for_a_class(c)
c.JupyterHub.bind_url = os.environ.get("TRILATERAL_ADDRESS", "http://127.0.0.1:8000")
c.JupyterHub.db_url = f"sqlite:///{STATE / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(STATE / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(STATE / "proxy.pid")
c.ConfigurableHTTPProxy.command = [os.environ.get("TRILATERAL_PROXY", "configurable-http-proxy")]

c.JupyterHub.authenticator_class = "pam"
c.Authenticator.allow_all = True
c.Authenticator.admin_users = set(os.environ.get("TRILATERAL_TEACHERS", "").split())

c.Spawner.cmd = [str(PROGRAMS / "jupyterhub-singleuser")]
# The environment's own programs first: a notebook's kernel, and `trilateral` in a terminal.
c.Spawner.environment = {"PATH": f"{PROGRAMS}:/usr/local/bin:/usr/bin:/bin"}

# Whoever has been away for an hour gives the memory back; files and progress stay.
c.JupyterHub.services = [
    {"name": "idle", "command": [sys.executable, "-m", "jupyterhub_idle_culler", "--timeout=3600"]}
]
c.JupyterHub.load_roles = [
    {
        "name": "idle",
        "services": ["idle"],
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
    }
]
