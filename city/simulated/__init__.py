"""What models say of a city: fields, networks and courses over time, with their origin."""
