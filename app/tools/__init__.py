"""What the mouse and the keys do in the viewport."""
