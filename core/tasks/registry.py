"""Which class does which task. Text, so that nothing is imported before it is needed."""

import pkgutil
from typing import Any

TASKS = {
    "image-classification": "core.tasks.classification:ClassificationTask",
    "text-classification": "core.tasks.classification:ClassificationTask",
}


def task_class(kind: str) -> Any:
    """The class of a task, by the name that a RunSpec uses.

    Raises:
        KeyError: no such task: a mistake of ours, since RunSpec lets none through.
    """
    return pkgutil.resolve_name(TASKS[kind])
