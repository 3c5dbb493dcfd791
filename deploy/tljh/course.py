"""The Littlest JupyterHub: link this file into /opt/tljh/config/jupyterhub_config.d/, which is read last.

The memory that one student may take is set by its own command: tljh-config set limits.memory 1G
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from class_settings import set_for_a_class

set_for_a_class(get_config())  # noqa: F821  # JupyterHub gives it
