"""One file per task type: loss, metrics, decoding."""
