"""
The frame of every document: a kind and a request give figures with stable ids, and these give the file's bytes.

The same ledger, request and moment of knowledge give the same bytes: a writer uses no clock but the pen's, no random
number and nothing of the machine.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from landuse.errors import ArgumentsError
from landuse.i18n import DEFAULT_LANGUAGE, catalogue
from landuse.papers import Edit, Figure, Snapshot
from landuse.periods import Period, parse_period, period_label
from landuse.reports.kinds import KINDS, writer_of
from landuse.reports.pen import Pen, ProgressCall, edits_by_target
from landuse.store import Store

#: What a document can be about, besides the whole district.
SCOPES = ("unit", "zone", "plot", "parcel", "firm")


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    """
    What is asked of a document.

    Parameters
    ----------
    kind : str
        One of :data:`landuse.reports.kinds.KINDS`.
    period : Period
        What it reports on.
    as_of : date
        The last day that counts.
    language, form : str
        Language, and format as a file's extension without its dot.
    of : pairs
        Whom it is about: one of :data:`SCOPES` and its code; nothing: the district.
    options : pairs
        What only its kind knows.
    """

    kind: str
    period: Period
    as_of: date
    language: str = DEFAULT_LANGUAGE
    form: str = "xlsx"
    of: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, str], ...] = ()

    @property
    def year(self) -> int:
        """The year whose targets count."""
        return self.period.year

    def about(self, scope: str) -> str | None:
        """Return the code of what it is about in a scope, None if it is not."""
        return dict(self.of).get(scope)

    def option(self, name: str, default: str = "") -> str:
        """Return an option of the kind."""
        return dict(self.options).get(name, default)


@dataclass(frozen=True, slots=True)
class Writer:
    """
    How one kind of document is made.

    Parameters
    ----------
    forms : tuple of str
        The formats it can be written in, the usual one first.
    title : callable
        (store, request) -> what stands above it.
    figures : callable
        (store, request, known_at) -> its figures, in order.
    write : callable
        (store, request, pen) -> bytes; every number of a figure and every sentence goes through the pen.
    of : tuple of str
        Which of :data:`SCOPES` it may be about; with ``needs_scope`` it must be about one.
    options : tuple of str
        Options it knows.
    """

    forms: tuple[str, ...]
    title: Callable[[Store, DocumentRequest], str]
    figures: Callable[[Store, DocumentRequest, datetime], Iterable[Figure]]
    write: Callable[[Store, DocumentRequest, Pen], bytes]
    of: tuple[str, ...] = ()
    needs_scope: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A document as it was made; ``passages`` are the texts that may be edited before issue, before any edit."""

    request: DocumentRequest
    known_at: datetime
    title: str
    figures: tuple[Figure, ...]
    passages: tuple[tuple[str, str], ...]
    edits: tuple[Edit, ...]
    content: bytes
    file_name: str


def make(
    store: Store,
    request: DocumentRequest,
    *,
    known_at: datetime,
    edits: Iterable[Edit] = (),
    earlier: Mapping[str, Figure] | None = None,
    progress: ProgressCall | None = None,
) -> Document:
    """
    Make a document from what the ledger knew at a moment.

    Parameters
    ----------
    store : Store
    request : DocumentRequest
    known_at : datetime
    edits : iterable of Edit
        Changes before issue: printed and marked, the ledger stays as it is.
    earlier : mapping, optional
        Figures of another issue: those that differ are marked.
    progress : callable, optional
        Told what is under way.

    Raises
    ------
    ArgumentsError
        ``unknown_report``, ``unknown_form``, ``wrong_scope``, ``unknown_option``, ``unknown_edit``,
        ``edit_without_reason``, ``edit_not_a_number``, and those of the kind.
    """
    writer = checked_writer(request)
    if progress is not None:
        progress(0, 1, catalogue(request.language)("pen.figures"))
    found = {figure.figure_id: figure for figure in writer.figures(store, request, known_at)}
    pen = Pen(catalogue(request.language), known_at, found, edits_by_target(edits, found), earlier)
    if progress is not None:
        pen.tell = progress
    content = writer.write(store, request, pen)
    for target in pen.edits:
        if target not in found and target not in pen.passages:
            raise ArgumentsError("unknown_edit", target=target)
    title = writer.title(store, request)
    return Document(
        request=request,
        known_at=known_at,
        title=title,
        figures=tuple(found.values()),
        passages=tuple(pen.passages.items()),
        edits=tuple(pen.edits.values()),
        content=content,
        file_name=file_name(title, request),
    )


def checked_writer(request: DocumentRequest) -> Writer:
    """Return the writer of a request that it can serve; ArgumentsError where it cannot."""
    if request.kind not in KINDS:
        raise ArgumentsError("unknown_report", kind=request.kind, known=" ".join(KINDS))
    writer: Writer = writer_of(request.kind)
    if request.form not in writer.forms:
        raise ArgumentsError("unknown_form", form=request.form, known=" ".join(writer.forms))
    scopes = [scope for scope, _ in request.of]
    allowed = " ".join(f"--{scope}" for scope in writer.of)
    if len(scopes) > 1 or set(scopes) - set(writer.of) or (writer.needs_scope and not scopes):
        raise ArgumentsError("wrong_scope", kind=request.kind, known=allowed or "-")
    for name, _ in request.options:
        if name not in writer.options:
            raise ArgumentsError("unknown_option", option=name, known=" ".join(writer.options) or "-")
    return writer


def file_name(title: str, request: DocumentRequest) -> str:
    """Return a name for a document's file that says what and of when, without characters that a system refuses."""
    text = catalogue(request.language)
    period = period_label(request.period, text, with_year=True)
    stem = text("pen.file_name", title=title, period=period, day=request.as_of.isoformat())
    return re.sub(r'[\x00-\x1f<>:"/\\|?*\s_]+', "_", stem)[:100].strip("._") + f".{request.form}"


def request_of(issue: Snapshot) -> DocumentRequest:
    """Return the request that an issue answered."""
    period = parse_period(issue.period)
    return DocumentRequest(issue.kind, period, issue.as_of, issue.language, issue.form, issue.of, issue.options)
