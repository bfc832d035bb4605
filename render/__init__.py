"""City -> VTK: one drawer per kind of thing in the domain. No Qt, no files."""
