"""
Every error a user can meet, in one tree.

::

    LanduseError
    ├── ArgumentsError      2   what was asked for does not exist or does not fit
    ├── InputError          4   a file that cannot be read, or of which nothing was accepted
    ├── WorkspaceError      5   the workspace is missing, damaged, locked or badly placed
    ├── ConflictError       6   somebody (or the same file) was there before
    └── RefusedError        7   a rule of the business forbids it

A class carries a text key (``errors.<key>`` in the catalogues) and an exit code; the constructor takes
values, never prose. Sentences are made at two edges only: ``cli.main`` and ``ui.guard``.
"""


class LanduseError(Exception):
    """Something a user can understand and act on; ``values`` fill the sentence ``errors.<key>``."""

    key = "unexpected"
    exit_code = 1

    def __init__(self, key: str | None = None, /, **values: object) -> None:
        if key is not None:
            self.key = key
        self.values = values
        super().__init__(self.key, values)

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.key}: {details}" if details else self.key


class ArgumentsError(LanduseError):
    """What was asked for does not exist or does not fit."""

    key = "arguments"
    exit_code = 2


class InputError(LanduseError):
    """A file cannot be read, or nothing of it was accepted."""

    key = "unreadable_file"
    exit_code = 4


class WorkspaceError(LanduseError):
    """The workspace is missing, damaged, locked or badly placed."""

    key = "workspace_damaged"
    exit_code = 5


class ConflictError(LanduseError):
    """A stale version or a duplicate."""

    key = "stale_record"
    exit_code = 6


class RefusedError(LanduseError):
    """A rule of the business forbids it."""

    key = "refused"
    exit_code = 7
