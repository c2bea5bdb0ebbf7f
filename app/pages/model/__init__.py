"""The ModelPage."""
