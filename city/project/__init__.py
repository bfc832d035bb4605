"""The project file: what was opened, how it is shown, and what people noted, in one file."""

from city.project.contents import Contents, HeightFix, Look, Note, Origin
from city.project.file import SUFFIX, Project, ProjectError
from city.project.viewpoint import Eye, Viewpoint

__all__ = [
    "SUFFIX",
    "Contents",
    "Eye",
    "HeightFix",
    "Look",
    "Note",
    "Origin",
    "Project",
    "ProjectError",
    "Viewpoint",
]
