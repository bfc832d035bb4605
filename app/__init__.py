"""The window and the command line: two faces of one program."""
