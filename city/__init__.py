"""The city as values: what it is, how it is measured, changed and compared."""
