"""One measured run in a process of its own: python -m tests.benchmarks.one_run MODULE:FUNCTION PARAMETERS RESULT

PARAMETERS is JSON, and so is what is written to the file RESULT. The module's imports are done before the clock starts; how
long they took, and the process start before them, is `start_s` of the result.
"""

import importlib
import json
import sys
import time
from pathlib import Path

import psutil


def main() -> None:
    name, parameters, result = sys.argv[1:]
    module, function = name.split(":")
    measured = getattr(importlib.import_module(module), function)
    start_s = time.time() - psutil.Process().create_time()
    found = measured(**json.loads(parameters))
    Path(result).write_text(json.dumps({**found, "start_s": start_s}), encoding="utf-8")


if __name__ == "__main__":
    main()
