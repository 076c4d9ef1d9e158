"""
What a child process takes from itself before it opens anything: the network, and writing outside its folder.

Linux only, and as far as the kernel lets it: a network namespace with nothing in it, and Landlock. Elsewhere the
skipped drivers and the dead proxies stand alone; ``docs/design/untrusted-files.md`` says what Windows lacks.
"""

import ctypes
import os
import struct
import sys
from pathlib import Path

_NEW_USER, _NEW_NETWORK = 0x1000_0000, 0x4000_0000
_NO_NEW_PRIVILEGES = 38
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
#: Rights of Landlock's first version that change something: write, remove, make of every kind.
_CHANGES = 0b1_1111_1111_0010
_BENEATH = 1


def leave_network() -> bool:
    """Enter a network namespace that has no way out; return whether the kernel allowed it."""
    if not sys.platform.startswith("linux"):
        return False
    kernel = ctypes.CDLL(None, use_errno=True)
    return any(kernel.unshare(flags) == 0 for flags in (_NEW_USER | _NEW_NETWORK, _NEW_NETWORK))


def write_only_in(folder: Path) -> bool:
    """Forbid this process to change anything outside *folder*; return whether the kernel allowed it."""
    if not sys.platform.startswith("linux"):
        return False
    kernel = ctypes.CDLL(None, use_errno=True)
    attributes = struct.pack("=Q", _CHANGES)
    rules = kernel.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if rules < 0:
        return False
    place = os.open(folder, os.O_PATH | os.O_CLOEXEC)  # type: ignore[attr-defined,unused-ignore]
    try:
        rule = struct.pack("=Qi", _CHANGES, place)
        return bool(
            kernel.syscall(_ADD_RULE, rules, _BENEATH, rule, 0) == 0
            and kernel.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
            and kernel.syscall(_RESTRICT_SELF, rules, 0) == 0
        )
    finally:
        os.close(place)
        os.close(rules)
