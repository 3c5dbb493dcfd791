"""The inside of the sandbox: what a process does to itself before a student's code runs in it.

A fork server in a sandbox holds the one privilege of making namespaces, within a user namespace of its own
(or, where root grades, as root with that privilege and that of becoming somebody else). Each child gets its
own processes, mounts and folder, then gives the privileges up. Without namespaces, limits remain, and what is
left behind is found and ended.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from trilateral.grading.isolation.limits import MOST_DISK, MOST_MEMORY, MOST_SHARED, limit

__all__ = ["FONTS", "MOST_MEMORY", "TEMPORARY", "WORK", "Spawner", "drop", "limit", "link_fonts"]

# The folder that the cells work in. The record lies beside it, as beside `exercises/` in the course.
WORK = "/home/student/exercises"
# Not /tmp itself: the course may lie in there.
TEMPORARY = "/home/student/tmp"

# What a child may write, and how much; of the processes around it, it sees nothing.
MOUNTS = (
    (WORK, MOST_DISK, 0),
    (TEMPORARY, MOST_DISK, 0),
    ("/dev/shm", MOST_SHARED, 0),  # noqa: S108
    ("/proc", 4096, 1),
)
# Where matplotlib's list of fonts lies, and where it looks for it.
FONTS, FONTS_HERE = "/home/student/matplotlib", f"{TEMPORARY}/matplotlib"
LINUX = sys.platform == "linux"
NEWPID, NEWNS, NEWIPC = 0x20000000, 0x00020000, 0x08000000
NOSUID, NODEV, REC, PRIVATE = 2, 4, 0x4000, 1 << 18
CAPSET = {"x86_64": 126, "aarch64": 91, "riscv64": 91}
PF_FORKNOEXEC = 0x40  # of a process that has not run another program since it was forked
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT, PR_CAPBSET_DROP = 36, 38, 47, 24


def _libc(name: str, *arguments: Any) -> None:
    """Call a function of the C library.

    Raises:
        OSError: it failed.
    """
    library = ctypes.CDLL(None, use_errno=True)
    if getattr(library, name)(*arguments) == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


class Spawner:
    """Forks one child at a time and ends it with all that it started."""

    def __init__(self, nested: bool, user: int) -> None:
        """Get ready.

        Args:
            nested: whether each child gets namespaces of its own.
            user: who each child becomes; 0 stays who we are. Limits do not bind root.

        Raises:
            OSError: namespaces are not to be had here.
        """
        self.nested, self.user = nested, user
        self.child = self.init = 0
        self.others = 0
        if nested:
            self.own = os.open("/proc/self/ns/pid", os.O_RDONLY)
            self.cat = next(path for path in ("/usr/bin/cat", "/bin/cat") if Path(path).exists())
        elif LINUX:
            _libc("prctl", PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
            self.others = _tasks_of_mine()

    def start(self, work: Callable[[OSError | None], None]) -> None:
        """Fork a child that does the work and ends; it is told why it could not be isolated, if so."""
        if self.nested:
            _libc("unshare", NEWPID)
            # The first process of a namespace is immune against signals from within it. Let that be one which
            # only waits, so that a submission which kills itself dies as it would anywhere. It waits for us:
            # should we be killed, the pipe closes, it ends, and all of the namespace with it.
            theirs, self.pipe = os.pipe()
            actions = [(os.POSIX_SPAWN_DUP2, theirs, 0)]
            self.init = os.posix_spawn(self.cat, [self.cat], {}, file_actions=actions)
            os.close(theirs)
        self.child = os.fork()
        if not self.child:
            status = 1
            try:
                os.setsid()  # else a signal to its process group would reach the fork server
                failure = None
                try:
                    if self.nested:
                        _enter(self.user)
                except OSError as error:
                    failure = error
                work(failure)
                status = 0
            finally:
                os._exit(status)
        if self.nested:
            _libc("setns", self.own, NEWPID)

    def memory(self) -> int:
        """Return the bytes that the child and all that it started have taken since they were forked.

        Each process may take so much; this is what they take together. Pages that forks still share with
        this process are not theirs; a process that runs another program shares none, however small it is.
        """
        me = os.getpid()
        processes, ours = _processes(), _own_memory(me)
        grown = 0
        for process in processes:
            above, forked = process, True
            while above in processes and above != me:
                forked = forked and processes[above].forked
                above = processes[above].parent
            if above == me != process:
                grown += max(0, _own_memory(process) - (ours if forked else 0))
        return grown

    def stop(self) -> None:
        """End the child and all that it started, and wait until they are gone. May be called again."""
        if not self.child:
            return
        self._stop()
        self.child = 0

    def _stop(self) -> None:
        if self.nested:
            # With its first process, all of a namespace ends.
            os.kill(self.init, signal.SIGKILL)
            os.close(self.pipe)
            os.waitpid(self.child, 0)
            os.waitpid(self.init, 0)
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.child, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        while LINUX and (orphans := _children()):  # a daemon's parent is gone, so that it has become ours
            for orphan in orphans:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(orphan, signal.SIGKILL)
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(orphan, 0)


class _Process(NamedTuple):
    """A process: what started it, and whether it still runs the program of what started it."""

    parent: int
    forked: bool


def _processes() -> dict[int, _Process]:
    """Return every process in sight."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
                found[int(entry.name)] = _Process(int(fields[1]), bool(int(fields[6]) & PF_FORKNOEXEC))
    return found


def _own_memory(process: int) -> int:
    """Return how many bytes a process has that no file on disk holds; 0 where it is gone.

    A fork has at once all of its parent's, but of what files hold only what it has touched: to count
    these too would give each fork room for free.
    """
    try:
        status = Path(f"/proc/{process}/status").read_text(errors="replace")
    except OSError:
        return 0
    own = (line.split()[1] for line in status.splitlines() if line.startswith(("RssAnon:", "RssShmem:")))
    return 1024 * sum(map(int, own))


def _children() -> list[int]:
    return [process for process, one in _processes().items() if one.parent == os.getpid()]


def _tasks_of_mine() -> int:
    """Return how many processes and threads this user has: the limit on them counts all of a user's."""
    tasks = 0
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and entry.stat().st_uid == os.getuid():
                tasks += sum(1 for _ in (entry / "task").iterdir())
    return tasks


def _enter(user: int) -> None:
    """Give this process mounts of its own, a fresh folder, and no privilege any more."""
    # Where memory runs out, the kernel ends a submission and nobody else.
    Path("/proc/self/oom_score_adj").write_text("1000")
    _libc("unshare", NEWNS | NEWIPC)
    _libc("mount", b"none", b"/", None, REC | PRIVATE, None)
    owner = user or os.getuid()
    for target, size, flags in MOUNTS:
        options = f"size={size},nr_inodes=4096,mode=0755,uid={owner},gid={user or os.getgid()}"
        _libc("mount", b"tmpfs", target.encode(), b"tmpfs", NOSUID | NODEV | flags, options.encode())
    drop(user)
    link_fonts()


def link_fonts() -> None:
    """Put matplotlib's list of fonts where it looks for it, a folder that it must be able to write."""
    Path(FONTS_HERE).mkdir(exist_ok=True)
    Path(FONTS_HERE).chmod(0o1777)
    for path in Path(FONTS).glob("*"):
        Path(FONTS_HERE, path.name).symlink_to(path)


def drop(user: int) -> None:
    """Become another user, if one is given, and give up every privilege for good."""
    _libc("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _libc("prctl", PR_CAP_AMBIENT, 4, 0, 0, 0)
    for capability in range(64):
        try:
            _libc("prctl", PR_CAPBSET_DROP, capability, 0, 0, 0)
        except OSError:  # past the last one, or not ours to drop: then it is not ours to use
            continue
    if user:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    header, nothing = struct.pack("Ii", 0x20080522, 0), bytes(24)
    _libc("syscall", CAPSET[os.uname().machine], header, nothing)
