"""The ResultsPage."""
