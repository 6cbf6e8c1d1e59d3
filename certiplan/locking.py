"""A file that one process at a time may use.

The lock is the operating system's and on the open file itself: it ends with the process, however that ends,
and leaves nothing behind. Within a process it can be taken several times.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import threading
import weakref
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_GUARD = threading.Lock()
_BYTE_BEYOND = (1 << 31) - 2
"""Windows forbids others even to read what is locked: nothing is there. Its C library counts in 32 bits."""


class FileInUseError(Exception):
    """Another process has locked the file."""


class FileLock:
    """A lock, which is held as long as this object is referred to.

    Args:
        descriptor: of the open file; it is closed with the lock.
    """

    def __init__(self, descriptor: int) -> None:
        self._closing = weakref.finalize(self, os.close, descriptor)


_HELD: weakref.WeakValueDictionary[tuple[int, int], FileLock] = weakref.WeakValueDictionary()


def lock_file(path: Path) -> FileLock | None:
    """Take the lock of a file that exists.

    Returns:
        The lock; None where the file system has no locks.

    Raises:
        FileInUseError: another process has it.
        OSError: the file cannot be opened.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        status = os.fstat(descriptor)
        with _GUARD:
            held = _HELD.get((status.st_dev, status.st_ino))
            if held is None:
                with contextlib.suppress(OSError):
                    take_lock(descriptor)
                    held = _HELD[status.st_dev, status.st_ino] = FileLock(descriptor)
                    descriptor = -1  # it is the lock's now
        return held
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def is_in_use(path: Path) -> bool:
    """Whether another process has locked a file; False as well where that cannot be known."""
    with contextlib.suppress(OSError):
        try:
            lock_file(path)
        except FileInUseError:
            return True
    return False


def take_lock(descriptor: int) -> None:
    """Lock an open file for as long as it is open.

    Raises:
        FileInUseError: somebody else has opened it and locked it.
        OSError: the file system has no locks.
    """
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, _BYTE_BEYOND, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK):
            raise FileInUseError(os.strerror(error.errno)) from error
        raise
