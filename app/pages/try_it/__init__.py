"""The TryItPage."""
