"""Where a job happens: in a child process or in the thread itself. Torch-free but for the worker's jobs."""
