"""Running core's jobs in the background and bringing what they say to the window."""
