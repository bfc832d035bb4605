"""The project file: what was opened, how it is shown, what people noted, measured, planned."""

from city.project.contents import Contents, HeightFix, Look, Measurement, Note, Origin
from city.project.database import ProjectError
from city.project.file import Project
from city.project.jobs import Job, Output
from city.project.opening import SUFFIX
from city.project.plans import Plan
from city.project.results import Result
from city.project.viewpoint import Eye, Viewpoint

__all__ = [
    "SUFFIX",
    "Contents",
    "Eye",
    "HeightFix",
    "Job",
    "Look",
    "Measurement",
    "Note",
    "Origin",
    "Output",
    "Plan",
    "Project",
    "ProjectError",
    "Result",
    "Viewpoint",
]
