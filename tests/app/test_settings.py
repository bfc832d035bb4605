from app.settings import PLATFORMS, RECENT, Settings, home


def test_what_was_opened_is_remembered_newest_first(tmp_path):
    files = [tmp_path / f"{k}.gml" for k in range(RECENT + 2)]
    for file in files:
        file.touch()
        Settings().opened([str(file)])
    Settings().opened([str(files[5])])
    recent = Settings().recent
    assert len(recent) == RECENT
    assert recent[:2] == [str(files[5]), str(files[-1])]
    assert len(set(recent)) == RECENT


def test_files_that_are_gone_are_not_offered(tmp_path):
    file = tmp_path / "gone.gml"
    file.touch()
    Settings().opened([str(file)])
    file.unlink()
    assert Settings().recent == []


def test_theme_and_place_of_the_window_are_kept():
    settings = Settings()
    assert settings.theme == "light"
    settings.theme = "dark"
    settings.geometry = b"\x00\x01\xff"
    assert Settings().theme == "dark"
    assert Settings().geometry == b"\x00\x01\xff"


def test_a_damaged_file_counts_as_empty():
    home().mkdir(parents=True, exist_ok=True)
    for text in ("{", "[]", '{"recent": 3, "geometry": "zz"}'):
        (home() / "settings.json").write_text(text)
        settings = Settings()
        assert settings.recent == []
        assert settings.geometry == b""


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("MAQUETTE_HOME", str(tmp_path / "file" / "below"))
    settings = Settings()
    settings.theme = "dark"
    assert settings.theme == "dark"


def test_the_size_is_one_of_those_offered():
    settings = Settings()
    assert settings.scale == 100
    settings.scale = 150
    assert Settings().scale == 150
    settings.scale = 9000  # as a hand-edited file may say
    assert Settings().scale == 100


def test_cross_sections_are_kept_by_their_names_and_nonsense_is_none():
    lanes = (("pavement", 2.0), ("carriageway", 5.5))
    Settings().keep_section("Ours", lanes)
    Settings().keep_section("Wide", (("water", 50.0),))
    assert Settings().sections == {"Ours": lanes, "Wide": (("water", 50.0),)}
    Settings().keep_section("Wide", ())
    assert Settings().sections == {"Ours": lanes}
    for said in ("3", '{"a": 3}', '{"a": [["moat", 2]]}', '{"a": [["water", "x"]]}', '{"a": []}'):
        (home() / "settings.json").write_text(f'{{"sections": {said}}}')
        assert Settings().sections == {}


def test_platforms_are_remembered_newest_first_and_once():
    for number in (*range(PLATFORMS + 2), 5):
        Settings().connected(f"https://p{number}.example/v1?kind=x")
    known = Settings().platforms
    assert len(known) == PLATFORMS == len(set(known))
    assert known[:2] == [f"https://p{n}.example/v1?kind=x" for n in (5, PLATFORMS + 1)]
    for said in ("3", '{"a": 1}', "[3, null]"):
        (home() / "settings.json").write_text(f'{{"platforms": {said}}}')
        assert Settings().platforms == []


def test_addresses_of_a_sort_are_known_apart_newest_first_and_once():
    for number in (*range(PLATFORMS + 2), 5):
        Settings().remember("catalogues", f"https://c{number}.example")
    known = Settings().known("catalogues")
    assert len(known) == PLATFORMS and known[0] == "https://c5.example"
    assert Settings().known("connectors") == [] == Settings().platforms
