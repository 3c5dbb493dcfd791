"""What each student's Jupyter server needs, whoever starts it; install.sh puts it into the environment.

Jupyter reads it from there as the student, before what is in their own home.
"""

import atexit
import os
import shutil
import tempfile

c = get_config()  # noqa: F821  # Jupyter gives it

# To open a notebook does not change it.
c.ServerApp.contents_manager_class = "trilateral.lab_files.NotebookFiles"

# A kernel listens at files and not at TCP ports: two servers of one machine could take the same port, and
# every user of the machine can connect to one. Such a file's path may have 107 bytes, and Jupyter's part of
# it takes 49; so the folder is a short one, whatever the home is called. Only its owner can enter it, and it
# ends with the server. Jupyter takes it from the environment alone.
c.KernelManager.transport = "ipc"
os.environ["JUPYTER_RUNTIME_DIR"] = folder = tempfile.mkdtemp(prefix="kernels-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)
