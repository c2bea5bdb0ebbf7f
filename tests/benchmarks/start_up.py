"""How soon the window is painted, against the time that importing torch and torchvision takes.

    python tests/benchmarks/start_up.py [ROUNDS]

Whole processes, from their start to the first paint of the Start page and to the end of the import, in turn, ROUNDS times
each (default 5) after a first one that only warms the disk. Beside them: a bare Qt window, which no window in Python can
beat, and how long it then takes until all that works behind the window is there. Aim: the ratio of the medians is at
least 10. Run it on a machine that does nothing else.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
AIM = 10.0
_IMPORT = "import torch, torchvision"
_BARE = """
import os
from PySide6.QtWidgets import QApplication, QWidget
class Bare(QWidget):
    def paintEvent(self, event):
        os._exit(0)
qt = QApplication([])
window = Bare()
window.show()
qt.exec()
"""
_WINDOW = """
import os
from PySide6.QtWidgets import QApplication
from app.application import Application
qt = QApplication([])
fettle = Application(qt)
window = fettle.open_window()
window.painted.connect(lambda: os._exit(0))
qt.exec()
"""
_READY = """
import os
from PySide6.QtWidgets import QApplication
from app.application import Application
qt = QApplication([])
fettle = Application(qt)
window = fettle.open_window()
fettle.services.when_made(lambda: os._exit(0))
qt.exec()
"""
_PROGRAMS = {"import torch, torchvision": _IMPORT, "first paint": _WINDOW, "bare Qt window": _BARE, "all services": _READY}


def main(rounds: int = 5) -> int:
    """Prints the medians and the ratio. Returns 0 where the aim is reached."""
    seconds: dict[str, list[float]] = {name: [] for name in _PROGRAMS}
    with tempfile.TemporaryDirectory() as place:
        places = {f"FETTLE_{name}_DIR": str(Path(place) / name.lower()) for name in ("CACHE", "CONFIG", "PROJECTS")}
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", **places}
        for count in range(rounds + 1):
            for name, program in _PROGRAMS.items():
                took_s = _time(program, environment)
                if count:
                    seconds[name].append(took_s)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    for name, median_s in medians.items():
        sys.stdout.write(f"{name:28} {median_s:6.2f} s\n")
    ratio = medians["import torch, torchvision"] / medians["first paint"]
    sys.stdout.write(f"painted {ratio:.1f} times sooner than the import takes (aim: {AIM:g})\n")
    return 0 if ratio >= AIM else 1


def _time(program: str, environment: dict[str, str]) -> float:
    began_s = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, stderr=subprocess.DEVNULL, timeout=120)
    return time.perf_counter() - began_s


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
