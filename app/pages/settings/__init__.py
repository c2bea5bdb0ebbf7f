"""The SettingsPage."""
