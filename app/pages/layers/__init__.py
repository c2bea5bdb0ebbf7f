"""The LayersPage."""
