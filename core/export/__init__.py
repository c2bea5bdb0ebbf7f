"""Export is a promise: a bundle is written, reloaded in a clean process, compared, and only then given its name."""
