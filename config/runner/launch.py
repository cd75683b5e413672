"""Become another program that dies with its parent: `python launch.py PARENT SIGNAL UID GID PROGRAM ARGUMENTS…`.

Run by path, before anything is installed. The order matters: giving up root clears the request to be told of the
parent's death, so the request comes after it; and the parent may have died before the request, so it is looked at last.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, signal: int, uid: int, gid: int, command: list) -> None:
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
        os.umask(0o077)
    if libc is not None:
        libc.prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)
    os.execv(command[0], command)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:5]), sys.argv[5:])
