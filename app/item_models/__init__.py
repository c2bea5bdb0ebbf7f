"""Lists and tables for Qt's views: one row an item, no widget an item."""
