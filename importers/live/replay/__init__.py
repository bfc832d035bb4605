"""The replay service: recordings on this machine, through the protocols of platforms."""
