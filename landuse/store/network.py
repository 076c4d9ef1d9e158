"""
Is a folder on a network share? SQLite's write-ahead log needs memory and locks shared by all who write.

Source: sqlite.org/wal.html, "all processes using a database must be on the same host computer".
"""

import os
import re
import sys
from pathlib import Path, PureWindowsPath

#: File systems that are somebody else's disk (``fuse.`` ones without the prefix).
_NETWORK_TYPES = frozenset(
    {"9p", "afs", "beegfs", "ceph", "cifs", "davfs", "davfs2", "glusterfs", "gvfsd-fuse", "lustre", "ncpfs", "nfs"}
    | {"nfs4", "prl_fs", "rclone", "s3fs", "smb2", "smb3", "smbfs", "sshfs", "vboxsf", "vmhgfs-fuse"}
)
_MOUNTS = Path("/proc/mounts")
_DRIVE_REMOTE = 4


def on_network_share(folder: Path) -> bool:
    """Whether *folder* (which need not exist yet) lies on a network share; False where the system does not tell."""
    if sys.platform == "win32":
        return _is_windows_share(folder)
    if not _MOUNTS.exists():
        return False
    return (
        file_system(os.path.realpath(folder), _MOUNTS.read_text(encoding="utf-8", errors="replace")) in _NETWORK_TYPES
    )


def file_system(path: str, mounts: str) -> str:
    r"""
    Return the type of the file system that holds an absolute *path*, by the text of ``/proc/mounts``.

    Examples
    --------
    >>> file_system("/srv/land use/a", "/dev/sda1 / ext4 rw 0 0\nhost:/x /srv/land\\040use nfs4 rw 0 0\n")
    'nfs4'
    """
    found, longest = "", -1
    for line in mounts.splitlines():
        _device, escaped, kind, *_options = line.split(" ")
        point = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code.group(1), 8)), escaped).rstrip("/")
        if (path == point or path.startswith(point + "/")) and len(point) >= longest:
            found, longest = kind.removeprefix("fuse."), len(point)
    return found


def _is_windows_share(folder: Path) -> bool:
    import ctypes

    root = PureWindowsPath(folder.absolute()).anchor
    if root.startswith("\\\\"):
        return True
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - there only on Windows, and mypy runs elsewhere
    return bool(kernel.GetDriveTypeW(root) == _DRIVE_REMOTE)
