"""What a document's request brings along before it is made: a template kept by its digest, restricted figures noted."""

import re
from dataclasses import replace
from pathlib import Path

from landuse.actions.export_list import note_restricted
from landuse.actions.keep_template import keep_template
from landuse.model import Layer
from landuse.reports.issue import DocumentRequest
from landuse.reports.office_writer import RESTRICTED, TEMPLATE
from landuse.store import Store
from landuse.store.keeping import TEMPLATES, kept_path


def take_request(store: Store, request: DocumentRequest, *, actor: str) -> DocumentRequest:
    """
    Return a request that can be made and made again: its template kept in the workspace and named by its SHA-256.

    Asking for restricted figures is written to the audit trail.

    Raises
    ------
    InputError
        Those of the gate; ``template_form`` for a file that is no xlsx or too large.
    RefusedError
        ``template_unreadable``, ``template_has_macros``.
    """
    options = dict(request.options)
    if options.get(RESTRICTED) == "yes":
        of = {"document": request.kind, "period": request.period.code, "as_of": request.as_of.isoformat()}
        note_restricted(store, Layer.ENTERPRISES, actor=actor, action="report_restricted", of=of)
    given = options.get(TEMPLATE)
    if given is None or _is_kept(store, given):
        return request
    options[TEMPLATE] = keep_template(store, Path(given))
    return replace(request, options=tuple(options.items()))


def _is_kept(store: Store, given: str) -> bool:
    return re.fullmatch("[0-9a-f]{64}", given) is not None and kept_path(store, TEMPLATES, given, "xlsx").is_file()
