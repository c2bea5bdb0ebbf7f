"""Whether a window can be shown on this machine. Knows no Qt, and imports nothing that a start would wait for."""

import os
import subprocess
import sys

_PROBE = "from PySide6.QtWidgets import QApplication; QApplication([])"


def missing_display() -> str:
    """Why no window can be shown on this machine, as a sentence; empty where one can."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return ""
    return "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the window can't be shown."


def broken_display() -> str:
    """The same, found by trying in a child process: Qt ends the program where its platform plugin can't be loaded."""
    if sys.platform != "linux" or getattr(sys, "frozen", False):
        return ""
    tried = subprocess.run([sys.executable, "-c", _PROBE], capture_output=True, text=True, check=False)
    if tried.returncode == 0:
        return ""
    last_words = (tried.stderr.strip().splitlines() or [f"exit code {tried.returncode}"])[0]
    return f"Qt can't open a window on this display, so it can't be shown ({last_words})."
