"""State folders: one owner at a time, closed keys, and a reset that deletes nothing but what we made."""

import os

import pytest

from config.runner import home as homes
from config.runner.home import Home, choose_home, fingerprint
from config.runner.processes import RunnerError
from config.runner.servers import is_walkable, reachable


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout elsewhere, so that the real one is left alone."""
    monkeypatch.setattr(homes, "ROOT", tmp_path)
    return tmp_path


def test_a_folder_has_one_owner_until_it_ends(tmp_path):
    first, second = Home(tmp_path), Home(tmp_path)

    assert first.take(8000)
    assert not second.take(8001)
    assert second.port_of_owner() == 8000

    os.close(first._lock)
    assert second.take(8001)


def test_a_second_copy_on_another_port_gets_a_folder_of_its_own(checkout, capsys):
    first = choose_home(8000)

    second = choose_home(8001)

    assert (first.folder, second.folder) == (checkout / "var", checkout / "var" / "beside-8001")
    assert "port 8000" in capsys.readouterr().out


def test_a_second_copy_on_the_same_port_is_refused(checkout):
    first = choose_home(8000)

    with pytest.raises(RunnerError, match=r"http://127\.0\.0\.1:8000/"):
        choose_home(8000)

    assert first.folder == checkout / "var"


def test_a_folder_named_by_hand_is_never_replaced_by_another(checkout, tmp_path):
    held = choose_home(8000, str(tmp_path / "mine"))

    with pytest.raises(RunnerError, match=f"runs from {held.folder}"):
        choose_home(8001, str(tmp_path / "mine"))


def test_the_keys_are_made_once_and_fit_the_settings(tmp_path):
    made = Home(tmp_path).secrets()

    assert Home(tmp_path).secrets() == made
    assert len(made["SECRET_KEY"]) >= 50
    assert [part.partition(":")[0] for part in made["FIELD_KEYS"].split(",")] == ["lookup", "first"]
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_forget_deletes_our_files_and_no_others(tmp_path):
    home = Home(tmp_path)
    home.secrets()
    home.publish({"A": "1"})
    home.note_prepared_by("code")
    (tmp_path / "media").mkdir()
    (tmp_path / "a letter").write_text("keep me")

    home.forget()

    assert sorted(path.name for path in tmp_path.iterdir()) == ["a letter"]


def test_the_fingerprint_follows_the_sources_and_nothing_else(tmp_path):
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "models.py").write_text("1")
    before = fingerprint(tmp_path)

    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "log.py").write_text("x")
    (tmp_path / "app" / "models.pyc").write_text("x")
    assert fingerprint(tmp_path) == before

    (tmp_path / "app" / "models.py").write_text("22")
    assert fingerprint(tmp_path) != before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the servers under another account")
def test_packages_in_a_closed_home_are_copied_to_where_the_servers_reach_them(tmp_path):
    closed = tmp_path / "closed"
    package = closed / "thing"
    (package / "bin").mkdir(parents=True)
    (package / "bin" / "run").write_text("#!/bin/sh\n")
    (package / "bin" / "run").chmod(0o700)
    (closed / "thing.libs").mkdir()
    closed.chmod(0o700)
    open_place = tmp_path / "open"

    copied = reachable(package, open_place)

    assert not is_walkable(package)
    assert copied.parent.parent == open_place
    assert (copied / "bin" / "run").stat().st_mode & 0o777 == 0o755
    assert (copied.parent / "thing.libs").is_dir()
    assert reachable(package, open_place) == copied
