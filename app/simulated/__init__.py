"""Results of models in the window: read, laid over the city, driven by the time bar."""
