"""The loop and what surrounds it: state, checkpoints, devices, recovery."""
