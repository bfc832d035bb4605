from dataclasses import FrozenInstanceError

import pytest

from tests.city.project.contents import full


def test_contents_never_change(tmp_path):
    whole = full(tmp_path)
    for value in (
        whole,
        *whole.origins,
        *whole.looks,
        *whole.views,
        *whole.notes,
        *whole.fixes,
        *whole.measurements,
    ):
        with pytest.raises(FrozenInstanceError):
            setattr(value, value.__slots__[0], None)
