"""The TrainPage."""
