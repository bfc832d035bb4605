"""City -> the outside world: one module per format."""
