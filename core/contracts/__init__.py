"""What is said (events, commands, errors) and what is saved (specs, records). Imports pydantic and nothing heavier."""
