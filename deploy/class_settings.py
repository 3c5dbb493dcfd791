"""What a class needs of any JupyterHub, whatever starts its servers; README.md has the figures behind it.

`jupyterhub_config.py` and `tljh/course.py` use it. The variable TRILATERAL_STUDENTS says how many may be at
work at once, so that a machine's memory is enough for all who are; without it there is no limit.
"""

import os
from typing import Any


def set_for_a_class(c: Any) -> None:
    """Set what a class needs in a configuration of JupyterHub.

    Args:
        c: what JupyterHub calls `c` in its configuration files.
    """
    cores = os.cpu_count() or 1
    # A class comes at once. More servers that start together only make all of them wait, and in the end
    # nobody's is there in time; who is over the limit waits on a page that tries again by itself.
    c.JupyterHub.concurrent_spawn_limit = 2 * cores
    if students := os.environ.get("TRILATERAL_STUDENTS"):
        c.JupyterHub.active_server_limit = int(students)
    c.Spawner.start_timeout = 300
    # How long the hub waits for a started server's first answer: the slowest of twelve, on a busy machine,
    # took 87 s, its place in the queue included. Where the hub is killed at that moment, the next hub waits
    # as long in vain before the server can be started again: so not longer than needed.
    c.Spawner.http_timeout = 120
    c.Spawner.default_url = "/lab"
    # Students' servers and routes outlive a restart of the hub: nobody loses what is in a kernel.
    c.JupyterHub.cleanup_servers = False
    c.JupyterHub.cleanup_proxy = False
    # Three servers in a row that do not start: by default the hub then ends itself, and with it the lesson.
    c.Spawner.consecutive_failure_limit = 0
