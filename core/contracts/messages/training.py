"""Wording for training."""

MESSAGES: dict[str, str] = {
    "out_of_memory": (
        "There is not enough memory for this. Freeze more blocks, choose a smaller batch or a smaller picture size, "
        "or close other programs."
    ),
    "device_failed": (
        "The graphics device stopped working ({why}). What was saved is safe. "
        "Restart the computer, or choose the CPU, then resume."
    ),
}
