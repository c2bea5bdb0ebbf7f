"""The trainer: fine-tunes, evaluates and exports models. Knows neither Qt nor the window."""
