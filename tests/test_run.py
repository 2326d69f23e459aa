"""run.py: what a newcomer types first, and what it says when something is not as it should be."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import run
from authoring.execution import ROOT, kernel_environment


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """run.py in a checkout of its own, where nothing has been installed yet."""
    for name in ("pyproject.toml", *run.LOCKS.values()):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "lessons").mkdir()
    for name in ("00_start_here", "01_pretend_worlds", "02_least_squares"):
        (tmp_path / "lessons" / f"{name}.ipynb").write_text(
            json.dumps({"metadata": {}, "is": name})
        )
    venv = tmp_path / ".venv"
    monkeypatch.setattr(run, "ROOT", str(tmp_path))
    monkeypatch.setattr(run, "VENV", str(venv))
    monkeypatch.setattr(run, "MARKER", str(venv / "made-by-run.py"))
    monkeypatch.setattr(run, "STAMP", str(venv / "installed.json"))
    monkeypatch.setattr(run, "LITE", str(venv / "lite"))
    monkeypatch.setattr(run, "LAB_SETTINGS_FOLDER", str(venv / "settings"))
    return tmp_path


@pytest.fixture
def started(monkeypatch):
    """The commands that run.py would hand over to."""
    commands = []
    monkeypatch.setattr(run, "hand_over", lambda command: commands.append(command) or 0)
    return commands


@pytest.fixture
def installed(checkout, monkeypatch):
    """A .venv that looks complete, and the commands that would change it from here on."""
    commands = []
    Path(run.VENV).mkdir()
    Path(run.MARKER).touch()
    run.write_json(run.STAMP, {"lab": run.digest("lab")})
    monkeypatch.setattr(run, "works", lambda kind: True)
    monkeypatch.setattr(run, "supported", lambda command: True)
    monkeypatch.setattr(run, "find_uv", lambda: "uv")
    monkeypatch.setattr(run, "run_installer", commands.append)
    monkeypatch.setattr(run, "make_venv", lambda: commands.append("make"))
    return commands


def stderr_of(capsys, *arguments: str) -> str:
    assert run.main(list(arguments)) == 1
    return capsys.readouterr().err.strip()


# --- words ---------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"]])
def test_without_a_verb_it_explains_all_verbs(arguments, capsys):
    assert run.main(arguments) == 0
    explained = capsys.readouterr().out
    verbs = (
        "lab",
        "test",
        "build",
        "bench",
        "reset LESSON",
        "mark FOLDER",
        "peers",
        "site",
        "lock",
    )
    for verb in verbs:
        assert f"python3 run.py {verb}" in explained


def test_an_unknown_verb_is_told_the_known_ones(capsys):
    said = stderr_of(capsys, "notebook")
    assert said.startswith("There is no verb 'notebook'. Verbs are: lab, test, build")


def test_an_old_python_can_parse_it():
    """Python 2 and early 3 know neither f-strings, annotations nor keyword-only arguments."""
    source = (ROOT / "run.py").read_text(encoding="ascii")
    assert not re.search(r"\bf[\"']|->|:=|raise .* from |nonlocal|print\(.*\*[a-z]", source)
    compile(source, "run.py", "exec", dont_inherit=True)


def test_words_behind_a_verb_are_passed_on(installed, started, monkeypatch):
    run.write_json(run.STAMP, {kind: run.digest(kind) for kind in run.LOCKS})
    run.main(["lab", "--no-browser", "--port", "8890"])
    run.main(["test", "-k", "ols"])
    run.main(["bench", "--fast"])
    lab, test, bench = started
    assert lab[1:3] == ["-m", "jupyterlab"] and lab[-3:] == ["--no-browser", "--port", "8890"]
    assert test[1:3] == ["-m", "pytest"] and test[-2:] == ["-k", "ols"]
    assert bench[1:] == ["-m", "benchmarks", "--fast"]


def test_lab_listens_on_this_computer_only_and_keeps_its_token():
    options = " ".join(run.LAB_OPTIONS)
    assert "--ServerApp.ip=127.0.0.1" in options
    assert "/lab/tree/work/00_start_here.ipynb" in options
    assert "token" not in options


@pytest.mark.parametrize(
    "words, port",
    [
        ([], 8888),
        (["--no-browser"], 8888),
        (["--port", "8890"], 8890),
        (["--port=1", "--ServerApp.port=8891"], 8891),
    ],
)
def test_the_port_is_the_one_that_was_asked_for(words, port):
    assert run.port_of(words) == port


def test_a_port_that_is_taken_is_told_and_a_free_one_is_not(installed, started, capsys):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert run.main(["lab", "--port", port]) == 0
        assert capsys.readouterr().err.startswith(f"Port {port} is taken, perhaps by a JupyterLab")
    assert run.main(["lab", "--port", port]) == 0
    assert capsys.readouterr().err == ""
    assert len(started) == 2


# --- which Python --------------------------------------------------------------------------


def test_a_wrong_python_goes_on_with_a_right_one(monkeypatch, started, capsys):
    monkeypatch.setattr(run, "OLDEST", (3, 98))
    monkeypatch.setattr(run, "NEWEST", (3, 99))
    monkeypatch.setattr(run, "supported", lambda command: command == ["python3.98"])
    run.main(["lab", "--no-browser"])
    assert started == [["python3.98", os.path.join(run.ROOT, "run.py"), "lab", "--no-browser"]]
    assert "going on with python3.98" in capsys.readouterr().err


def test_a_wrong_python_without_a_right_one_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(run, "OLDEST", (3, 98))
    monkeypatch.setattr(run, "NEWEST", (3, 99))
    monkeypatch.setattr(run, "supported", lambda command: False)
    said = stderr_of(capsys, "lab")
    assert f"This is Python 3.{sys.version_info[1]}" in said
    assert "needs Python 3.98 to 3.99" in said and "Install one" in said


def test_only_a_python_that_runs_and_fits_is_supported(tmp_path):
    assert run.supported([sys.executable])
    assert not run.supported([str(tmp_path / "missing")])
    assert not run.supported([sys.executable, "-c", "print('3 8')"])
    assert not run.supported([sys.executable, "-c", "raise SystemExit(1)"])


OLD_PYTHON = """
import collections, runpy, subprocess, sys
major = collections.namedtuple("version", "major minor micro")
sys.version_info = major(2, 7, 18)
sys.argv = ["run.py", "lab"]
runpy.run_path("run.py", run_name="__main__")
"""


def test_an_old_python_makes_a_half_finished_venv_anew_with_the_python_it_was_made_with(tmp_path):
    """Nobody is told to leave a .venv in which they are not."""
    shutil.copy(ROOT / "run.py", tmp_path)
    venv = tmp_path / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    (venv / "made-by-run.py").touch()
    for lock in run.LOCKS.values():
        (tmp_path / lock).write_text("-r nowhere.lock\n")
    for name in ("pyproject.toml", "nowhere.lock"):
        (tmp_path / name).touch()
    finished = subprocess.run(
        [sys.executable, "-c", OLD_PYTHON],
        cwd=tmp_path,
        env={**os.environ, "PATH": ""},
        capture_output=True,
        text=True,
    )
    (chosen,) = re.findall(r"^This is Python 2\.7; going on with (.+)\.$", finished.stderr, re.M)
    assert not Path(chosen).is_relative_to(tmp_path)
    assert "making it anew" in finished.stderr and "deactivate" not in finished.stderr


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_says_what_to_install(missing, checkout, monkeypatch, capsys):
    import importlib.util

    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == missing else found(name)
    )
    monkeypatch.setattr(run, "find_uv", lambda: None)
    said = stderr_of(capsys, "lab")
    # The package of this very Python: python3-venv would be that of the system's default.
    package = f"python3.{sys.version_info[1]}-venv"
    assert f"'{missing}'" in said and f"apt install {package}'" in said
    assert not Path(run.VENV).exists()


# --- .venv ---------------------------------------------------------------------------------


def test_a_second_start_installs_nothing(installed, started):
    assert run.main(["lab"]) == 0
    assert installed == []


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_changed_packages_are_installed_on_top(changed, installed, started, checkout):
    with (checkout / changed).open("a") as file:
        file.write("# changed\n")
    assert run.main(["lab"]) == 0
    packages, helpers = installed
    assert packages[-3:] == ["--require-hashes", "-r", "requirements.lock"]
    assert "--no-deps" in helpers and "--offline" in helpers and helpers[-2:] == ["--editable", "."]
    assert json.loads(Path(run.STAMP).read_text()) == {"lab": run.digest("lab")}


def test_what_the_tests_need_serves_the_lessons_and_is_kept(installed, started, checkout):
    assert run.main(["test"]) == 0
    assert installed[0][-1] == "requirements-test.lock"
    installed.clear()
    assert run.main(["lab"]) == 0
    assert installed == []
    with (checkout / "requirements.lock").open("a") as file:
        file.write("# changed\n")
    assert run.main(["lab"]) == 0
    assert installed[0][-1] == "requirements-test.lock"


def test_the_peers_are_installed_on_demand_and_then_kept(installed, started, checkout, capsys):
    assert run.main(["test"]) == 0
    assert installed[0][-1] == "requirements-test.lock"
    installed.clear()
    assert run.main(["peers"]) == 0
    assert installed[0][-1] == "requirements-peers.lock"
    assert json.loads(Path(run.STAMP).read_text()) == {kind: run.digest(kind) for kind in run.KINDS}
    installed.clear()
    for verb in ("lab", "test", "bench", "peers"):
        assert run.main([verb]) == 0
    assert installed == []
    with (checkout / "requirements-peers.lock").open("a") as file:
        file.write("# changed\n")
    assert run.main(["lab"]) == 0 and installed == []
    assert run.main(["test"]) == 0
    assert installed[0][-1] == "requirements-peers.lock"
    assert "just: python3 run.py peers" in stderr_of(capsys, "peers", "pymc")


def test_the_site_needs_no_peers_and_uses_them_where_they_are(installed, started, capsys):
    assert run.main(["site"]) == 0
    assert installed[0][-1] == "requirements-site.lock"
    assert started == [[run.venv_python(), "-m", "authoring", "site"]]
    installed.clear()
    for verb in ("lab", "test", "site"):
        assert run.main([verb]) == 0
    assert installed == []
    assert run.main(["peers"]) == 0
    assert installed[0][-1] == "requirements-peers.lock"
    installed.clear()
    assert run.main(["site"]) == 0 and installed == []
    assert "python3 run.py site --lite" in stderr_of(capsys, "site", "02")


@pytest.mark.parametrize("uv", ["uv", None])
def test_jupyterlite_goes_into_a_folder_of_its_own_once(
    uv, installed, started, monkeypatch, checkout
):
    assert run.main(["site"]) == 0
    monkeypatch.setattr(run, "find_uv", lambda: uv)

    def installs(command):
        assert not Path(run.LITE).exists(), "on top of what an older lock brought"
        installed.append(command)
        Path(run.LITE).mkdir()

    monkeypatch.setattr(run, "run_installer", installs)
    installed.clear()
    for _ in range(2):
        assert run.main(["site", "--lite"]) == 0 and started[-1][-2:] == ["site", "--lite"]
        (command,) = installed
    assert "--no-deps" in command and "--require-hashes" in command
    assert command[-4:] == ["--target", run.LITE, "-r", "requirements-lite.lock"]
    with (checkout / "requirements-lite.lock").open("a") as file:
        file.write("# changed\n")
    assert run.main(["site"]) == 0 and len(installed) == 1
    assert run.main(["site", "--lite"]) == 0 and len(installed) == 2


@pytest.mark.parametrize("there", [True, False])
def test_peers_says_which_of_them_is_missing_on_this_python(there, installed, monkeypatch, capsys):
    monkeypatch.setattr(run, "finds", lambda names: there and names == ["nutpie"])
    assert run.main(["peers"]) == 0
    said = capsys.readouterr().out
    assert ("nutpie, NumPyro and emcee are there" in said) == there
    assert ("nutpie is not: it has no wheel" in said) == (not there)


def test_without_uv_pip_installs_the_same(installed, started, monkeypatch, checkout):
    monkeypatch.setattr(run, "find_uv", lambda: None)
    monkeypatch.setattr(run, "can_be_updated", lambda: True)
    Path(run.STAMP).unlink()
    assert run.main(["lab"]) == 0
    packages, helpers = installed
    assert packages[:4] == [run.venv_python(), "-m", "pip", "install"]
    assert packages[-3:] == ["--require-hashes", "-r", "requirements.lock"]
    assert "--no-index" in helpers


@pytest.mark.parametrize("fault", ["no stamp", "broken stamp", "no Python"])
def test_a_half_made_or_broken_venv_is_made_anew(fault, installed, started, monkeypatch):
    if fault == "no stamp":
        Path(run.STAMP).unlink()
    elif fault == "broken stamp":
        Path(run.STAMP).write_text('{"lab": ')
    else:
        monkeypatch.setattr(run, "works", lambda kind: False)
        monkeypatch.setattr(run, "supported", lambda command: False)
    if fault == "broken stamp":
        # Something was finished here, so it is enough to install again.
        assert run.main(["lab"]) == 0 and installed[0] != "make"
    else:
        assert run.main(["lab"]) == 0 and installed[0] == "make"


def test_an_interrupted_installation_leaves_no_stamp(installed, started, monkeypatch, checkout):
    (checkout / "pyproject.toml").write_text("changed")

    def interrupted(command):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "run_installer", interrupted)
    assert run.main(["lab"]) == 130
    assert not Path(run.STAMP).exists()


def test_the_tests_kernels_and_the_learner_s_compile_alike(monkeypatch):
    monkeypatch.delenv("PYTENSOR_FLAGS")
    assert run.environment()["PYTENSOR_FLAGS"] == kernel_environment()["PYTENSOR_FLAGS"]
    monkeypatch.setenv("PYTENSOR_FLAGS", "cxx=g++")
    assert run.environment()["PYTENSOR_FLAGS"] == "cxx=g++"


def test_somebody_else_s_venv_is_left_alone(checkout, capsys):
    Path(run.VENV).mkdir()
    mine = Path(run.VENV) / "mine"
    mine.touch()
    said = stderr_of(capsys, "lab")
    assert "did not make" in said and "Rename or remove" in said
    assert mine.exists()


def test_its_own_broken_venv_is_replaced(checkout, monkeypatch, capsys):
    Path(run.VENV).mkdir()
    Path(run.MARKER).touch()
    (Path(run.VENV) / "rubbish").touch()
    monkeypatch.setattr(run, "find_uv", lambda: "uv")
    run.make_venv()
    assert "making it anew" in capsys.readouterr().err
    assert not (Path(run.VENV) / "rubbish").exists()
    assert Path(run.MARKER).exists() and run.supported([run.venv_python()])
    # Nothing is installed in it, so it does not pass for complete.
    assert not run.works("lab")


def test_the_probe_finds_what_is_installed_and_where(checkout, monkeypatch):
    monkeypatch.setattr(run, "venv_python", lambda: sys.executable)
    Path(run.VENV).mkdir()
    monkeypatch.setitem(run.NEEDED, "lab", ["json"])
    assert not run.works("lab"), "found in another folder than this checkout"
    monkeypatch.setattr(run, "ROOT", str(Path(json.__file__).parents[1]))
    assert run.works("lab")
    monkeypatch.setitem(run.NEEDED, "lab", ["json", "no_such_module"])
    assert not run.works("lab")


# --- locks ---------------------------------------------------------------------------------


COMPILED = {
    "lab": """anyio==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via jupyterlab
colorama==2.0 ; sys_platform == 'win32' \\
    --hash=sha256:cc
    # via ipython
""",
    "test": """anyio==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via
    #   -c requirements.lock
    #   jupyterlab
colorama==2.0 \\
    --hash=sha256:cc
    # via
    #   ipython
    #   nbgrader
pytest==3.0 \\
    --hash=sha256:dd
    # via one-regression (pyproject.toml)
""",
}
COMPILED["site"] = COMPILED["test"] + "sphinx==9.0 \\\n    --hash=sha256:ff\n"
COMPILED["lite"] = COMPILED["site"] + "doit==5.0 \\\n    --hash=sha256:ab\n"
COMPILED["peers"] = COMPILED["site"].replace("via ipython", "via pymc") + (
    "pymc==4.0 ; python_full_version < '3.15' \\\n    --hash=sha256:ee\n"
)


def test_the_locks_together_hold_word_for_word_what_uv_compiled(checkout, monkeypatch):
    def compiles(command, **_):
        kind = command[command.index("--extra") + 1]
        output = checkout / command[command.index("--output-file") + 1]
        output.write_text(COMPILED[kind])
        return 0

    def pins(path):
        return {pin for pin, _ in run.lock_entries(path)}

    monkeypatch.setattr(run, "find_uv", lambda: "uv")
    monkeypatch.setattr(run.subprocess, "call", compiles)
    assert run.main(["lock"]) == 0
    compiled = checkout / "compiled.lock"
    for kind in run.LOCKS:
        compiled.write_text(COMPILED[kind])
        chain = [pins(path) for path in run.lock_and_smaller(run.LOCKS[kind])]
        assert set().union(*chain) >= pins(compiled)
        # Beyond that only what a smaller one holds under a narrower marker.
        beyond = set().union(*chain) - pins(compiled)
        assert all("colorama==2.0 ; sys_platform" in pin for pin in beyond)
    # Needed on more platforms than the smaller lock says, so it stands here again, with its hash.
    assert (checkout / "requirements-test.lock").read_text() == (
        "-r requirements.lock\n" + COMPILED["test"][COMPILED["test"].index("colorama") :]
    )
    assert (checkout / "requirements-peers.lock").read_text() == (
        "-r requirements-site.lock\n" + COMPILED["peers"][COMPILED["peers"].index("pymc==") :]
    )
    # What is installed apart must not bring all of the smaller one with it.
    assert (checkout / "requirements-lite.lock").read_text() == (
        "# beside requirements-site.lock\n" + COMPILED["lite"][COMPILED["lite"].index("doit") :]
    )


def test_a_fingerprint_covers_the_smaller_locks(checkout):
    before = {kind: run.digest(kind) for kind in run.KINDS}
    for changed in run.KINDS:
        with (checkout / run.LOCKS[changed]).open("a") as file:
            file.write("# changed\n")
        after = {kind: run.digest(kind) for kind in run.KINDS}
        differs = [kind for kind in run.KINDS if after[kind] != before[kind]]
        assert differs == run.KINDS[run.KINDS.index(changed) :]
        before = after


# --- failures of the installer -------------------------------------------------------------


def prints(text: str, code: int = 1) -> list[str]:
    return [sys.executable, "-c", f"print({text!r}); raise SystemExit({code})"]


@pytest.mark.parametrize(
    "line, sentence",
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", run.NO_SPACE),
        ("NewConnectionError: Failed to establish a new connection", run.NO_NETWORK),
        ("ERROR: No matching distribution found for anyio (from versions: none)", run.NO_NETWORK),
        ("error: Request failed after 3 retries\n  Caused by: dns error", run.NO_NETWORK),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS", run.WRONG_HASH),
        ("error: Hash mismatch for `anyio==4.0`", run.WRONG_HASH),
        ("ERROR: [Errno 13] Permission denied: '/x'", run.NO_PERMISSION.format(run.ROOT)),
        ("/x/.venv/bin/python: No module named pip", run.NO_INSTALLER),
    ],
)
def test_a_failed_installation_is_explained_in_a_sentence(line, sentence):
    with pytest.raises(run.Stop) as stop:
        run.run_installer(prints(line))
    assert str(stop.value) == sentence


def test_an_unknown_failure_shows_what_the_installer_said():
    with pytest.raises(run.Stop, match=r"(?s)something odd.*what the installer said last"):
        run.run_installer(prints("something odd"))


def test_progress_is_shown_while_packages_install(capsys):
    run.run_installer(
        prints(
            "Collecting numpy==2.4.6 (from -r requirements.lock)\n"
            "  Downloading numpy-2.4.6-cp311-cp311-linux.whl (16.4 MB)\n"
            "Requirement already satisfied: x\n"
            "Installing collected packages: numpy, scipy",
            code=0,
        )
    )
    assert capsys.readouterr().out.splitlines() == [
        "  1: numpy 2.4.6 (16.4 MB)",
        "  unpacking 2 packages, which takes a minute",
    ]


@pytest.mark.parametrize(
    "number, words",
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EACCES, "no permission to write here: /course"),
        (errno.EROFS, "no permission to write here: /course"),
        (errno.EIO, "That did not work"),
    ],
)
def test_a_failing_file_system_is_explained(number, words, checkout, monkeypatch, capsys):
    def fails(kind):
        raise OSError(number, os.strerror(number), "/course")

    monkeypatch.setattr(run, "prepare", fails)
    said = stderr_of(capsys, "lab")
    assert words in said and "Traceback" not in said


# --- the learner's work --------------------------------------------------------------------


def test_missing_lessons_are_copied_and_the_others_left_alone(checkout, installed, started):
    work = checkout / "work"
    work.mkdir()
    (work / "01_pretend_worlds.ipynb").write_text("my work")
    run.main(["lab"])
    assert (work / "01_pretend_worlds.ipynb").read_text() == "my work"
    assert json.loads((work / "02_least_squares.ipynb").read_text())["is"] == "02_least_squares"
    assert sorted(path.name for path in work.iterdir()) == run.lesson_names()


def test_a_copy_is_its_lesson_and_says_what_its_kernel_would_add(checkout, monkeypatch):
    lesson = ROOT / "lessons" / "02_least_squares.ipynb"
    shutil.copy(lesson, checkout / "lessons")
    monkeypatch.setattr(run, "venv_python", lambda: sys.executable)
    run.copy_missing_lessons()
    wanted = json.loads(lesson.read_text(encoding="utf-8"))
    copied = json.loads((checkout / "work" / lesson.name).read_text(encoding="utf-8"))
    assert copied["metadata"].pop("language_info")["version"] == sys.version.split()[0]
    del wanted["metadata"]["language_info"]
    assert copied == wanted


def test_without_a_kernel_a_copy_is_its_lesson(checkout):
    run.copy_missing_lessons()
    lesson, copied = (
        json.loads((checkout / folder / "01_pretend_worlds.ipynb").read_text())
        for folder in ("lessons", "work")
    )
    assert copied == lesson


def test_an_interrupted_copy_leaves_nothing_behind(checkout, monkeypatch):
    def half(notebook, file, **_):
        file.write("half")
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(run.json, "dump", half)
    with pytest.raises(OSError):
        run.copy_missing_lessons()
    assert list((checkout / "work").iterdir()) == []


@pytest.mark.parametrize("asked", ["2", "02", "02_least_squares", "work/02_least_squares.ipynb"])
def test_reset_keeps_the_learner_s_copy(asked, checkout, capsys):
    run.copy_missing_lessons()
    mine = checkout / "work" / "02_least_squares.ipynb"
    for text in ("first", "second"):
        mine.write_text(text)
        assert run.main(["reset", asked]) == 0
        assert json.loads(mine.read_text())["is"] == "02_least_squares"
    kept = sorted((checkout / "work").glob("02_least_squares.kept-*.ipynb"))
    assert sorted(path.read_text() for path in kept) == ["first", "second"]
    assert kept[0].name in capsys.readouterr().out


def test_an_appendix_is_a_lesson_of_its_own(checkout):
    (checkout / "lessons" / "02b_elsewhere.ipynb").touch()
    assert run.lesson_names()[-2:] == ["02_least_squares.ipynb", "02b_elsewhere.ipynb"]
    assert run.find_lesson("2") == "02_least_squares.ipynb"
    assert run.find_lesson("02b") == "02b_elsewhere.ipynb"


def test_mark_goes_to_the_folder_that_was_meant(installed, started, monkeypatch, tmp_path, capsys):
    (tmp_path / "elsewhere" / "handed_in").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert run.main(["mark", "handed_in", "--seconds", "120"]) == 0
    assert started[0][1:] == [
        *("-m", "authoring.marking"),
        *(str(tmp_path / "elsewhere" / "handed_in"), "--seconds", "120"),
    ]
    assert "run.py mark handed_in" in stderr_of(capsys, "mark")


@pytest.mark.parametrize("arguments", [["reset"], ["reset", "02", "01"], ["reset", "77"]])
def test_reset_asks_for_one_lesson_that_exists(arguments, checkout, capsys):
    said = stderr_of(capsys, *arguments)
    assert "02" in said
    assert not list(checkout.glob("work/*"))


# --- all of it -----------------------------------------------------------------------------


def test_a_fresh_checkout_opens_lab_and_a_second_start_installs_nothing(tmp_path):
    """The real thing; the packages come from the cache of the installer that ran before."""
    for name in ("pyproject.toml", "run.py", "README.md", "LICENSE", *run.LOCKS.values()):
        shutil.copy(ROOT / name, tmp_path)
    for folder in ("helpers", "lessons"):
        shutil.copytree(ROOT / folder, tmp_path / folder)

    def start() -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "run.py", "lab", "--version"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=1500,
        )

    def in_venv(*arguments: str) -> str:
        return subprocess.run(
            [tmp_path / Path(run.venv_python()).relative_to(run.ROOT), *arguments],
            cwd=tmp_path / "work",
            env=run.environment(),
            capture_output=True,
            text=True,
        ).stdout

    first = start()
    if run.NO_NETWORK in first.stderr:
        pytest.skip("the packages are neither cached nor can they be downloaded")
    assert first.returncode == 0, first.stderr
    assert "Installing the packages of requirements.lock" in first.stdout
    assert re.search(r"^4\.\d+\.\d+", first.stdout, flags=re.MULTILINE)
    assert sorted(os.listdir(tmp_path / "work")) == sorted(os.listdir(ROOT / "lessons"))

    # JupyterLab reads the settings from where they were put.
    settings = tmp_path / ".venv" / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    assert json.loads(settings.read_text()) == run.LAB_SETTINGS
    assert f"Application directory:   {settings.parents[1]}" in in_venv("-m", "jupyterlab", "path")

    second = start()
    assert second.returncode == 0 and "Installing" not in second.stdout
    imported = in_venv("-c", "import helpers; print(helpers.__file__)")
    assert imported.strip() == str(tmp_path / "helpers" / "__init__.py")
