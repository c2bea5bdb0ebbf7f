"""The DataPage."""
