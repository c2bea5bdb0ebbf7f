"""The ExportPage."""
