"""The trainer: fine-tunes, evaluates and exports models. Knows neither Qt nor the window."""

import os
import sys

# Two libraries would tell their makers over the network how they are used, and keep a number of this computer in the person's
# home. Nobody was asked, so they are kept from it, here: whatever is imported comes after this, in every process.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # onnxruntime's own switch, from 1.29 on
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # "not to be found": OpenVINO has a stub for that
