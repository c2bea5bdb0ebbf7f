"""Icons, translations, the model catalogue, samples and help pages: files, no code."""
