"""How a person or this program shows a platform who asks; secrets lie in the system's keyring."""
