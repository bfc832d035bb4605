"""The few questions that the program asks."""
