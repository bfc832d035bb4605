from app.tools.tool import Tool


def test_a_bare_tool_leaves_everything_for_looking_around():
    tool = Tool()
    events = (tool.press, tool.move, tool.release, tool.double_click, tool.wheel, tool.key)
    assert not any(event(None) for event in events)
