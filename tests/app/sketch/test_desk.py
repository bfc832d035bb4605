"""What sketching tools ask of whoever gives them out."""

import inspect

from app.sketch.desk import Desk
from app.sketch.sketching import Sketching


def test_the_window_answers_all_that_tools_ask():
    asked = {name for name in vars(Desk) if not name.startswith("_")} | set(Desk.__annotations__)
    assert {"tries", "finish", "world", "named", "meant", "box", "stretch", "kind"} <= asked
    source = inspect.getsource(Sketching)
    for name in asked:
        assert hasattr(Sketching, name) or f"self.{name}" in source
