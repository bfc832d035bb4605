"""Base maps: pictures of the ground from map services and files, for the city to stand on."""
