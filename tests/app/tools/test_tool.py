from app.tools.tool import Tool


def test_a_bare_tool_leaves_everything_for_looking_around():
    tool = Tool()
    names = ("press", "move", "release", "double_click", "wheel", "key", "key_up")
    assert not any(getattr(tool, name)(None) for name in names)
