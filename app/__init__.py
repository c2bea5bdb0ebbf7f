"""The window. Qt only; never imports torch, not even through core."""
