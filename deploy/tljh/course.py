"""The Littlest JupyterHub: link this file into /opt/tljh/config/jupyterhub_config.d/, which is read last.

What its own command `tljh-config` sets goes first here too, where somebody has set it: the limit of memory.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from class_settings import set_for_a_class

c = get_config()  # noqa: F821  # JupyterHub gives it
theirs = c.Spawner.get("mem_limit")
set_for_a_class(c)
if theirs is not None:
    c.Spawner.mem_limit = theirs
