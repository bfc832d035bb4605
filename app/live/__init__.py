"""Live layers in the window: their feeds, their moment, and how they look over the city."""
