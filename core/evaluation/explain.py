"""Why a model answers as it does, as a job. What that means for a kind of data stands in a file of its own."""

import pkgutil
from typing import Any

from core.contracts.commands import Inbox
from core.contracts.errors import UserError
from core.contracts.events import PhaseChanged
from core.contracts.jobs import ExplainJob
from core.evaluation.progress import stop_asked
from core.evaluation.sources import open_source
from core.store.event_log import Emitter

# kind of data -> (handle, job, emit, should_stop) -> result
EXPLAINERS = {
    "image": "core.evaluation.explain_picture:explain_picture",
    "text": "core.evaluation.explain_text:explain_text",
}


def run_explain_job(job: ExplainJob, emit: Emitter, inbox: Inbox) -> dict[str, Any]:
    """Does an ExplainJob.

    Raises:
        UserError: the picture or text can't be read; no_heat_map, no_heat_map_layer; class_unknown; what `open_source` says.
        Stopped: a Stop came.
    """
    emit(PhaseChanged, phase="loading_model")
    handle = open_source(job.source).handle
    if job.class_index is not None and not 0 <= job.class_index < len(handle.class_names):
        raise UserError("class_unknown", index=job.class_index, count=len(handle.class_names))
    emit(PhaseChanged, phase="predicting")
    result: dict[str, Any] = pkgutil.resolve_name(EXPLAINERS[handle.preprocessing.kind])(handle, job, emit, stop_asked(inbox))
    return result
