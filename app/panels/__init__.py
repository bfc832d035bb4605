"""The parts of the window around the city; they meet in the Document, never each other."""
