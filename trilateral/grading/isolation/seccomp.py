"""The kernel's calls that no answer needs, refused from the inside of the sandbox (Linux, seccomp).

What is refused fails with EPERM, as it would for want of a privilege, so a library that tries it goes on
without it. The filter holds for the process and all that it starts, and cannot be taken off. It is a short
program of the kernel's packet filter, written here for two kinds of machine; elsewhere there is none.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from pathlib import Path

__all__ = ["NAMES", "lacking", "refuse"]

# By name, the numbers on x86_64 and aarch64. From 424 on they are the same everywhere.
_CALLS = {
    # keys outlive the process that adds them
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    # other processes, namespaces and mounts
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "pidfd_getfd": (438, 438),
    # large parts of the kernel, each with a history of flaws
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "fanotify_init": (300, 262),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "vmsplice": (278, 75),
    # memory that belongs to no process, and so is not counted
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "msgget": (68, 186),
    # the machine's own affairs
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89),
    "syslog": (103, 116),
    "quotactl": (179, 60), "settimeofday": (164, 170), "clock_settime": (227, 112), "sethostname": (170, 161),
    "setdomainname": (171, 162),
}  # fmt: skip
NAMES = tuple(_CALLS)

_MACHINES = {"x86_64": (0, 0xC000003E, 56), "aarch64": (1, 0xC00000B7, 220)}  # column, audit's number, clone
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000
_NUMBER, _MACHINE, _FIRST = 0, 4, 16  # where a call's number, machine and first argument stand
_X32 = 0x40000000  # x86_64 has a second set of numbers, from here on
_CLONE3 = 435  # its flags stand in memory, where a filter cannot look; libraries then take clone
_NAMESPACES = 0x7E020000  # every flag of clone that makes a namespace (time's is for clone3 alone)


def _program(machine: str) -> bytes | None:
    """Return the filter for a kind of machine (struct sock_filter, one after the other), if there is one."""
    if machine not in _MACHINES:
        return None
    column, audit, clone = _MACHINES[machine]
    refused = [_CALLS[name][column] for name in NAMES]
    # Each test is followed by what happens where it holds, so that no jump is longer than one step.
    steps = [(_LOAD, 0, 0, _MACHINE), (_EQUAL, 1, 0, audit), (_RETURN, 0, 0, _FAIL | errno.EPERM)]
    steps += [(_LOAD, 0, 0, _NUMBER)]
    steps += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _FAIL | errno.EPERM)] if machine == "x86_64" else []
    for number in refused:
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _FAIL | errno.EPERM)]
    steps += [(_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _FAIL | errno.ENOSYS)]
    steps += [(_EQUAL, 0, 3, clone), (_LOAD, 0, 0, _FIRST)]
    steps += [(_ANY_BIT, 0, 1, _NAMESPACES), (_RETURN, 0, 0, _FAIL | errno.EPERM)]
    steps += [(_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def lacking() -> str:
    """Return in one line why there can be no filter here; "" where there can."""
    if sys.platform != "linux":
        return "seccomp exists on Linux only"
    if os.uname().machine not in _MACHINES or sys.maxsize < 2**32:
        return f"no filter is written for {os.uname().machine}"
    if not Path("/proc/sys/kernel/seccomp").is_dir():
        return "this kernel has no seccomp"
    return ""


def refuse() -> bool:
    """Refuse the calls from here on, in this thread and all that it starts; return whether that was done."""
    program = _program(os.uname().machine) if sys.platform == "linux" and sys.maxsize > 2**32 else None
    if program is None:
        return False
    library = ctypes.CDLL(None)
    buffer = ctypes.create_string_buffer(program, len(program))
    pointed = struct.pack("HP", len(program) // 8, ctypes.addressof(buffer))
    # 38: no new privileges, without which nobody but root may set a filter; 22, 2: seccomp, by a filter.
    return bool(library.prctl(38, 1, 0, 0, 0) == 0 and library.prctl(22, 2, pointed, 0, 0) == 0)
