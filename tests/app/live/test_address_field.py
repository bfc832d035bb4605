"""An address is typed or taken from those that are known, without letters that nobody sees."""

from app.live.address_field import AddressField


def test_it_offers_what_is_known_and_takes_what_is_typed(qtbot):
    field = AddressField("Catalogue", ["https://a.eu/x", "https://b.eu"])
    qtbot.addWidget(field)
    assert field.text() == "https://a.eu/x" and field.count() == 2
    field.setEditText("  https://c.eu/\u200b\u202edata\n ")
    assert field.text() == "https://c.eu/data"
    assert field.line.accessibleName() == "Catalogue"
