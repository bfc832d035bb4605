"""The project file: what was opened, how it is shown, what people noted and measured."""

from city.project.contents import Contents, HeightFix, Look, Measurement, Note, Origin
from city.project.file import SUFFIX, Project, ProjectError
from city.project.viewpoint import Eye, Viewpoint

__all__ = [
    "SUFFIX",
    "Contents",
    "Eye",
    "HeightFix",
    "Look",
    "Measurement",
    "Note",
    "Origin",
    "Project",
    "ProjectError",
    "Viewpoint",
]
