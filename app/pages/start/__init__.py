"""The StartPage."""
