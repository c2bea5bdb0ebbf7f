"""Project and run folders on disk: atomic files, the event log, migrations, the trash. Torch-free."""
