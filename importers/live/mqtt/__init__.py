"""MQTT (OASIS MQTT 5.0 and 3.1.1): what brokers push, as a feed."""
