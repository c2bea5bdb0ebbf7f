"""The RunsPage."""
