#!/usr/bin/env python3
"""One command for everything in this course.

    python3 run.py lab             open the lessons in JupyterLab (Windows: py run.py lab)
    python3 run.py test            run every test, the notebooks included
    python3 run.py test --everywhere
                                   run what carries numbers under each kernel of OpenBLAS, without
                                   SIMD, and with the oldest and the newest NumPy, SciPy, pandas;
                                   under some of these only: --everywhere=Nehalem,oldest;
                                   without the thousands of wrong programs: --everywhere --short
    python3 run.py build           make lessons/ and solutions/ from course/;
                                   of one lesson only: build 03
    python3 run.py bench           measure the helpers against their peers
    python3 run.py reset LESSON    start one lesson anew (02); your copy is kept beside it
    python3 run.py mark FOLDER     run the notebooks that a class handed in; list the outcomes
    python3 run.py peers           install PyMC and other samplers besides: for the notebook
                                   "The same model in PyMC", its tests and the benchmarks
    python3 run.py site            make the website in build/site/: open index.html there;
                                   with --lite, the lessons for a browser in build/site/lite/ too
    python3 run.py lock            pin the packages of pyproject.toml anew (needs uv)

The first start installs what is needed into .venv, exactly the versions of
requirements.lock (for test, build and bench: requirements-test.lock; for site:
requirements-site.lock, with --lite requirements-lite.lock beside it; for peers:
requirements-peers.lock); later starts install nothing.
Words behind the verb go on to JupyterLab, pytest, the benchmarks or uv:

    python3 run.py lab --no-browser --port 8890
    python3 run.py test -k compressed

Your work stands in work/. Missing lessons are copied there by lab, and nothing in it is
ever overwritten. To remove everything that run.py has installed, delete .venv.
"""

# Standard library only, and nothing that an old Python cannot parse (so no f-strings and no
# annotations): a Python that is too old for the course must still get as far as saying so.
from __future__ import print_function

import errno
import hashlib
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time

OLDEST, NEWEST = (3, 11), (3, 15)

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
# Says that run.py made the folder, and so may remove it.
MARKER = os.path.join(VENV, "made-by-run.py")
# Says what has been installed completely; absent while an installation is under way.
STAMP = os.path.join(VENV, "installed.json")
# JupyterLite, apart: JupyterLab does not start cleanly where it finds its extension.
LITE = os.path.join(VENV, "lite")
# From the smallest to the largest; each begins with the one before it (-r) and adds to it.
KINDS = ["lab", "test", "site", "peers"]
LOCKS = {
    "lab": "requirements.lock",
    "test": "requirements-test.lock",
    "site": "requirements-site.lock",
    "peers": "requirements-peers.lock",
    "lite": "requirements-lite.lock",
}
# The lock that one adds to. lite goes into a folder of its own, and so only names it.
SMALLER = {"test": "lab", "site": "test", "peers": "site", "lite": "site"}

START_PAGE = "00_start_here.ipynb"
NEEDED = {
    "lab": [
        "helpers",
        "anywidget",
        "arviz_stats",
        "distributed",
        "ipykernel",
        "ipywidgets",
        "jupyterlab",
        "matplotlib",
        "pyarrow",
        "statsmodels",
    ],
    "test": ["helpers", "jupyterlab", "jupytext", "nbgrader", "nbval", "playwright", "pytest"],
    "site": ["helpers", "mathjax", "myst_nb", "pydata_sphinx_theme", "sphinx"],
    "peers": ["helpers", "emcee", "numpyro", "pymc", "pytest"],
}
# A peer that publishes no wheels for NEWEST yet: pyproject.toml says where it is done without.
NOT_EVERYWHERE = "nutpie"

# On this computer only; JupyterLab's token stays on.
LAB_OPTIONS = [
    "--ServerApp.root_dir=" + ROOT,
    "--ServerApp.ip=127.0.0.1",
    "--LabApp.default_url=/lab/tree/work/" + START_PAGE,
]
LAB_PORT = 8888
# It asks neither for news nor for updates of itself, and saves sliders with their pictures, so that
# a notebook that is opened again shows them. A person's own settings go before these.
LAB_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
}
LAB_SETTINGS_FOLDER = os.path.join(VENV, "share", "jupyter", "lab", "settings")
# PyMC compiles with Numba, which comes with it, and neither needs nor misses a C++ compiler.
PYTENSOR_FLAGS = "cxx=,mode=NUMBA"


class Stop(Exception):
    """Nothing more can be done; the message says why and what to do."""


def main(arguments):
    """Carry out one verb and return the exit code."""
    verbs = {
        "lab": lab,
        "test": test,
        "build": build,
        "bench": bench,
        "reset": reset,
        "mark": mark,
        "peers": peers,
        "site": site,
        "lock": lock,
    }
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(__doc__.strip())
        return 0
    try:
        if arguments[0] not in verbs:
            raise Stop(
                "There is no verb '{}'. Verbs are: {}.".format(arguments[0], ", ".join(verbs))
            )
        if not OLDEST <= sys.version_info[:2] <= NEWEST:
            return go_on_with_another_python(arguments)
        return verbs[arguments[0]](arguments[1:])
    except Stop as stop:
        say(str(stop))
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130
    except (IOError, OSError) as error:
        say(explain_os_error(error))
    return 1


def say(message):
    """Tell the person something, in order with whatever the programs started print."""
    sys.stdout.flush()
    print(message, file=sys.stderr)
    sys.stderr.flush()


# --- the verbs -----------------------------------------------------------------------------


def lab(extra):
    """Open JupyterLab on the learner's start page."""
    prepare("lab")
    copy_missing_lessons()
    say_if_taken(port_of(extra))
    # In a container there is often no other user than root.
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    options = LAB_OPTIONS + (["--allow-root"] if as_root else [])
    return hand_over([venv_python(), "-m", "jupyterlab"] + options + extra)


def port_of(options):
    """The port that JupyterLab's options ask for; its own where they ask for none."""
    found = re.findall(r"--(?:ServerApp\.)?port[= ](\d+)", " ".join(options))
    return int(found[-1]) if found else LAB_PORT


def say_if_taken(port):
    """Say where another program listens: JupyterLab takes the next port that is free."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except (OSError, OverflowError):
        return
    say(
        "Port {} is taken, perhaps by a JupyterLab that you started before: then you can go on "
        "there. This one takes another port, which its address below names.".format(port)
    )


def test(extra):
    """Run all tests, two or more files at a time; or, everywhere, those that carry numbers."""
    prepare(tools())
    # Side by side they keep the processors busy; threads of BLAS besides would only wait and spin.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    option, _, conditions = extra[0].partition("=") if extra else ("", "", "")
    if option == "--everywhere":
        matrix = os.path.join(ROOT, "tests", "everywhere.py")
        return hand_over([venv_python(), matrix, conditions] + extra[1:])
    parallel = ["-n", "auto", "--maxprocesses", "4"]
    return hand_over([venv_python(), "-m", "pytest"] + parallel + extra)


def build(extra):
    """Make everything that is built from course/ and the catalogue of exercises."""
    prepare(tools())
    return hand_over([venv_python(), "-m", "authoring", "build"] + extra)


def bench(extra):
    """Measure the helpers against their peers."""
    prepare(tools())
    return hand_over([venv_python(), "-m", "benchmarks"] + extra)


def reset(extra):
    """Give the learner a fresh copy of one lesson and keep the old one beside it."""
    if len(extra) != 1:
        raise Stop("Which lesson? For example: python3 run.py reset 02")
    name = find_lesson(extra[0])
    target = os.path.join(work_folder(), name)
    if os.path.exists(target):
        kept = unused_name(target)
        os.rename(target, kept)
        print("Your copy is kept as {}.".format(os.path.relpath(kept, ROOT)))
    copy_lesson(name, kernel_language())
    print("{} is fresh. Close its tab if it is open, then open it again.".format(name))
    return 0


def mark(extra):
    """Run the notebooks that a class handed in and list what their checks said."""
    if not extra:
        raise Stop("Where are the notebooks? For example: python3 run.py mark handed_in")
    # The program runs in the course's folder, which need not be the person's.
    folders = [os.path.abspath(word) if os.path.isdir(word) else word for word in extra]
    prepare("lab")
    return hand_over([venv_python(), "-m", "authoring.marking"] + folders)


def peers(extra):
    """Install what the notebook with PyMC needs besides; other verbs use it from then on."""
    if extra:
        raise Stop("It is just: python3 run.py peers")
    prepare("peers")
    if finds([NOT_EVERYWHERE]):
        print("PyMC, nutpie, NumPyro and emcee are there; lab, test, build and bench use them.")
    else:
        print(
            "PyMC, NumPyro and emcee are there; lab, test, build and bench use them.\n"
            "nutpie is not: it has no wheel for this Python yet. bench leaves it out, and nothing "
            "else needs it."
        )
    return 0


def site(extra):
    """Make the website from the notebooks as they are stored, and the browser edition beside it."""
    if extra not in ([], ["--lite"]):
        raise Stop("It is python3 run.py site, or python3 run.py site --lite")
    prepare(max("site", tools(), key=KINDS.index))
    if extra:
        prepare_lite()
    return hand_over([venv_python(), "-m", "authoring", "site"] + extra)


def lock(extra):
    """Pin all packages, with hashes, for every supported Python and platform."""
    uv = find_uv()
    if uv is None:
        raise Stop("Pinning needs uv on PATH; installing it: python3 -m pip install uv")
    # A person's own index must not decide what everybody installs.
    clean = {name: value for name, value in environment().items() if not name.startswith("UV_")}
    common = [uv, "pip", "compile", "--no-config", "--quiet", "pyproject.toml", "--group", "build"]
    common += ["--universal", "--python-version", "{}.{}".format(*OLDEST)]
    common += ["--generate-hashes", "--no-emit-index-url", "--no-header"]
    for kind in LOCKS:
        print("Pinning {} ...".format(LOCKS[kind]))
        command = common + ["--extra", kind, "--output-file", LOCKS[kind]]
        # A larger lock names the same versions of all that a smaller one names.
        if kind in SMALLER:
            command += ["--constraint", LOCKS[SMALLER[kind]]]
        code = subprocess.call(command + extra, cwd=ROOT, env=clean, stdout=subprocess.DEVNULL)
        if code:
            return code
        if kind in SMALLER:
            keep_additions(kind)
    return 0


def keep_additions(kind):
    """Let a lock begin with the smaller one, in place of all that stands there word for word."""
    path, smaller = os.path.join(ROOT, LOCKS[kind]), LOCKS[SMALLER[kind]]
    have = set(pin for lock in lock_and_smaller(smaller) for pin, _ in lock_entries(lock))
    lines = [("-r " if kind in KINDS else "# beside ") + smaller]
    lines += [entry for pin, entry in lock_entries(path) if pin not in have]
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")


def lock_entries(path):
    """The packages of one file: pairs of its pin, marker and hashes, and that with comments."""
    with open(path) as file:
        entries = re.findall(r"^[^\s#-].*(?:\n[ \t]+.*)*", file.read(), flags=re.MULTILINE)
    return [(re.sub(r"\n\s*#.*", "", entry), entry) for entry in entries]


def lock_and_smaller(name):
    """The paths of a lock and of all locks that it adds to, the largest first."""
    path = os.path.join(ROOT, name)
    with open(path) as file:
        begins = re.match(r"(?:-r|# beside) (\S+)", file.readline())
    return [path] + (lock_and_smaller(begins.group(1)) if begins else [])


# --- which Python --------------------------------------------------------------------------


def go_on_with_another_python(arguments):
    """Start run.py again with a Python that the course supports, where there is one."""
    given = "{}.{}".format(*sys.version_info[:2])
    wanted = "{}.{} to {}.{}".format(*(OLDEST + NEWEST))
    for command in other_pythons():
        if supported(command):
            say("This is Python {}; going on with {}.".format(given, " ".join(command)))
            return hand_over(command + [os.path.join(ROOT, "run.py")] + arguments)
    raise Stop(
        "This is Python {}, and the course needs Python {}. Install one, from python.org or "
        "with your system's package manager, and start run.py with it.".format(given, wanted)
    )


def other_pythons():
    """Commands that may start a supported Python, the likeliest first."""
    minors = range(NEWEST[1], OLDEST[1] - 1, -1)
    for minor in minors:
        yield ["python3.{}".format(minor)]
    for minor in minors:
        yield ["py", "-3.{}".format(minor)]
    # Last, the one that .venv was made with; .venv's own could not make that folder anew.
    base = base_python()
    if base:
        yield [base]


def supported(command):
    """Whether a command starts a Python that the course supports."""
    question = "import sys; print(sys.version_info[0], sys.version_info[1])"
    try:
        answer = subprocess.check_output(command + ["-c", question], stderr=subprocess.PIPE)
        return OLDEST <= tuple(int(word) for word in answer.split()) <= NEWEST
    except (OSError, ValueError, subprocess.CalledProcessError):
        return False


def base_python():
    """The path of the Python that .venv was made with; None where that is not known."""
    try:
        with open(os.path.join(VENV, "pyvenv.cfg")) as file:
            found = re.search(r"^executable = (.+)$", file.read(), flags=re.MULTILINE)
    except (IOError, OSError):
        return None
    return found.group(1) if found else None


# --- .venv ---------------------------------------------------------------------------------


def tools():
    """What test, build and bench need: all that somebody has asked for besides, too."""
    return max(["test"] + [kind for kind in KINDS if kind in read_stamp()], key=KINDS.index)


def prepare(kind):
    """Make sure that .venv holds what a verb needs; at once where it already does.

    kind is one of KINDS, each of which includes the ones before it.
    """
    wanted = digest(kind)
    if read_stamp().get(kind) == wanted and works(kind):
        return
    if os.path.lexists(VENV) and not os.path.isfile(MARKER):
        raise Stop(
            "There is a .venv here that run.py did not make, so it is left alone. Rename or "
            "remove it, then start again: {}".format(VENV)
        )
    # What is installed already stays.
    everything = max([kind] + [name for name in KINDS if name in read_stamp()], key=KINDS.index)
    if not can_be_updated():
        make_venv()
    install(everything)


def can_be_updated():
    """Whether the last installation was finished and another can be made on top of it."""
    has_pip = [venv_python(), "-c", "import pip"]
    return (
        os.path.isfile(STAMP)
        and supported([venv_python()])
        and (find_uv() is not None or subprocess.call(has_pip, stderr=subprocess.DEVNULL) == 0)
    )


def works(kind):
    """Whether .venv's Python runs and finds what a verb needs, helpers in this very folder."""
    return finds(NEEDED[kind], os.path.join(ROOT, ""))


def finds(names, folder=""):
    """Whether .venv's Python runs and finds these packages, the first of them in a folder."""
    # Looked for, not imported: that takes a twentieth of a second instead of one.
    question = (
        "import sys, os.path; from importlib.util import find_spec as find;"
        "specs = [find(name) for name in sys.argv[2:]];"
        "sys.exit(not all(specs) or not specs[0].origin.startswith(sys.argv[1]))"
    )
    # In isolated mode, so that the folder run.py was started from cannot stand in for .venv.
    command = [venv_python(), "-I", "-c", question, folder] + names
    try:
        return subprocess.call(command, stderr=subprocess.DEVNULL, cwd=VENV) == 0
    except OSError:
        return False


def make_venv():
    """Make an empty .venv, in place of one that run.py began or that no longer works."""
    uv = find_uv()
    require_venv_modules(["venv"] if uv else ["venv", "ensurepip"])
    if running_inside_venv():
        raise Stop(
            "The .venv is incomplete and cannot be remade by its own Python. Leave it with "
            "'deactivate', then start again with the Python of your system."
        )
    if os.path.lexists(VENV):
        say("The .venv is incomplete or no longer works as it stands; making it anew.")
        shutil.rmtree(VENV)
    os.mkdir(VENV)
    with open(MARKER, "w") as file:
        file.write("run.py made this folder and may remove it.\n")
    command = [sys.executable, "-m", "venv", VENV] + (["--without-pip"] if uv else [])
    finished = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment()
    )
    if finished.returncode:
        raise Stop(explain_failure(finished.stdout.decode("utf-8", "replace").splitlines()))


def require_venv_modules(names):
    """Stop with advice where the system's Python comes without the modules behind venv."""
    from importlib.util import find_spec

    missing = [name for name in names if find_spec(name) is None]
    if missing:
        raise Stop(
            "This Python comes without its module '{}'. On Debian and Ubuntu install it with "
            "'sudo apt install python{}.{}-venv', then start again.".format(
                missing[0], *sys.version_info[:2]
            )
        )


def running_inside_venv():
    """Whether run.py was itself started by .venv's Python."""
    return os.path.realpath(sys.prefix) == os.path.realpath(VENV) and sys.prefix != sys.base_prefix


def install(kind):
    """Install one lock and helpers into .venv, and note that this was finished."""
    if os.path.exists(STAMP):
        os.remove(STAMP)
    packages, offline = installers()
    print("Installing the packages of {} into .venv. This happens once.".format(LOCKS[kind]))
    run_installer(packages + ["-r", LOCKS[kind]])
    # Editable, so that what a learner reads in helpers/ is what runs. Its build backend came
    # with the lock: nothing is downloaded that the lock does not name.
    run_installer(offline + ["--no-deps", "--no-build-isolation", "--editable", "."])
    if not os.path.isdir(LAB_SETTINGS_FOLDER):
        os.makedirs(LAB_SETTINGS_FOLDER)
    write_json(os.path.join(LAB_SETTINGS_FOLDER, "overrides.json"), LAB_SETTINGS)
    kinds = KINDS[: KINDS.index(kind) + 1]
    # The last step: a run that was interrupted leaves no stamp.
    write_json(STAMP, {name: digest(name) for name in kinds})


def prepare_lite():
    """Make sure that a folder of its own holds JupyterLite; .venv holds what it needs besides."""
    stamp = os.path.join(LITE, digest("lite"))
    if os.path.isfile(stamp):
        return
    if os.path.isdir(LITE):
        shutil.rmtree(LITE)
    print("Installing the packages of {} into .venv/lite.".format(LOCKS["lite"]))
    run_installer(installers()[0] + ["--no-deps", "--target", LITE, "-r", LOCKS["lite"]])
    write_json(stamp, LOCKS["lite"])  # the last step, as above


def installers():
    """Two commands: what a lock names is installed by one, and without a network by the other."""
    uv = find_uv()
    if uv:
        start = [uv, "pip", "install", "--python", venv_python()]
        packages = ["--compile-bytecode"]
        offline = ["--offline"]
    else:
        start = [venv_python(), "-m", "pip", "install", "--disable-pip-version-check"]
        # Python compiles what is imported, when it is; all of it takes as long as unpacking does.
        packages = ["--no-input", "--progress-bar", "off", "--no-compile"]
        offline = ["--no-index"]
    return start + packages + ["--require-hashes"], start + offline


def write_json(path, content):
    """Write a small file, readable for people too."""
    with open(path, "w") as file:
        json.dump(content, file, indent=2)


def run_installer(command):
    """Run pip or uv, show how far it is, and explain a failure in a sentence."""
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    lines, collected = [], 0
    live = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns - 1
    try:
        for raw in process.stdout:
            line = raw.decode("utf-8", "replace").rstrip()
            lines.append(line)
            collected += line.startswith("Collecting ")
            shown = progress_line(line, collected)
            if shown and live:
                print("\r" + shown[:width].ljust(width), end="")
            elif shown:
                print(shown)
            sys.stdout.flush()
        code = process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
        if live:
            print("\r" + " " * width + "\r", end="")
    if code:
        raise Stop(explain_failure(lines))


PIP_DOWNLOAD = re.compile(r"\s+(?:Downloading|Using cached) (.+?)-(\d[^-]*)-\S+ (\(.+\))")
UV_STEP = re.compile(r"(?:Downloading|Prepared|Installed) .+")
UNPACKING = "Installing collected packages: "


def progress_line(line, collected):
    """What to show of one line that pip or uv printed; empty for most."""
    if PIP_DOWNLOAD.match(line):
        return "  {}: {} {} {}".format(collected, *PIP_DOWNLOAD.match(line).groups())
    if UV_STEP.match(line):
        return "  " + line
    if line.startswith(UNPACKING) and "," in line:
        return "  unpacking {} packages, which takes a minute".format(line.count(",") + 1)
    return ""


def find_uv():
    """The uv on PATH, or None where there is none that runs."""
    uv = shutil.which("uv")
    if uv is None:
        return None
    try:
        runs = subprocess.call([uv, "--version"], stdout=subprocess.DEVNULL) == 0
    except OSError:
        return None
    return uv if runs else None


def venv_python():
    """The path of .venv's Python."""
    folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(VENV, folder, name)


def digest(kind):
    """A fingerprint of all that decides what .venv has to hold for a verb."""
    fingerprint = hashlib.sha256(ROOT.encode("utf-8"))
    for path in [os.path.join(ROOT, "pyproject.toml")] + lock_and_smaller(LOCKS[kind]):
        with open(path, "rb") as file:
            fingerprint.update(file.read())
    return fingerprint.hexdigest()


def read_stamp():
    """What .venv holds; empty where that is not known."""
    try:
        with open(STAMP) as file:
            stamp = json.load(file)
    except (IOError, OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


# --- the learner's copies ------------------------------------------------------------------


def work_folder():
    """The learner's folder, made where it is missing."""
    folder = os.path.join(ROOT, "work")
    if not os.path.isdir(folder):
        os.mkdir(folder)
    return folder


def lesson_names():
    """File names of all lessons, in their order."""
    folder = os.path.join(ROOT, "lessons")
    return sorted(name for name in os.listdir(folder) if re.match(r"\d\d[b-z]?_.*\.ipynb$", name))


def copy_missing_lessons():
    """Copy the lessons that the learner does not have yet; leave all others as they are."""
    missing = [
        name for name in lesson_names() if not os.path.lexists(os.path.join(work_folder(), name))
    ]
    language = kernel_language() if missing else None
    for name in missing:
        copy_lesson(name, language)


def kernel_language():
    """What JupyterLab writes into a notebook when this .venv's kernel starts; None if unknown."""
    question = (
        "import json; from ipykernel.ipkernel import IPythonKernel as kernel;"
        "print(json.dumps(kernel.language_info))"
    )
    try:
        command = [venv_python(), "-I", "-c", question]
        answer = subprocess.check_output(command, stderr=subprocess.PIPE)
        return json.loads(answer.decode("utf-8"))
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None


def copy_lesson(name, language):
    """Copy one lesson into work/, whole or not at all.

    The copy says already what language its kernel speaks. Otherwise JupyterLab adds that as soon
    as the kernel has started, and a notebook that nobody has touched looks unsaved.
    """
    target = os.path.join(work_folder(), name)
    part = target + ".part"
    with io.open(os.path.join(ROOT, "lessons", name), encoding="utf-8") as file:
        notebook = json.load(file)
    if language:
        notebook["metadata"]["language_info"] = language
    try:
        with io.open(part, "w", encoding="utf-8", newline="\n") as file:
            json.dump(notebook, file, indent=1, ensure_ascii=False)
            file.write("\n")
        if os.path.lexists(target):
            raise Stop("{} is there already and stays as it is.".format(target))
        os.rename(part, target)
    finally:
        if os.path.exists(part):
            os.remove(part)


def find_lesson(asked):
    """The file name of a lesson given as 2, 02, 02_least_squares or a path to it."""
    stem = os.path.splitext(os.path.basename(asked))[0]
    if stem.isdigit():
        stem = stem.zfill(2)
    found = [
        name for name in lesson_names() if stem in (name[: -len(".ipynb")], name.split("_")[0])
    ]
    if len(found) != 1:
        raise Stop(
            "There is no lesson '{}'. Lessons are:\n  {}".format(
                asked, "\n  ".join(os.path.splitext(name)[0] for name in lesson_names())
            )
        )
    return found[0]


def unused_name(path):
    """A name for a copy of a file, beside it, that no file has."""
    stem, ending = os.path.splitext(path)
    stamp = time.strftime("%Y-%m-%d-%H%M%S")
    name, count = "{}.kept-{}{}".format(stem, stamp, ending), 1
    while os.path.lexists(name):
        count += 1
        name = "{}.kept-{}-{}{}".format(stem, stamp, count, ending)
    return name


# --- running and explaining ----------------------------------------------------------------


def environment():
    """The environment for programs of .venv: no packages of another Python among its own."""
    foreign = ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__")
    clean = {name: value for name, value in os.environ.items() if name not in foreign}
    clean.setdefault("PYTENSOR_FLAGS", PYTENSOR_FLAGS)
    return dict(clean, JUPYTER_PREFER_ENV_PATH="1", PYTHONUTF8="1")


def hand_over(command):
    """Let another program take the place of this one; returns its exit code where it cannot."""
    sys.stdout.flush()
    os.chdir(ROOT)
    if os.name == "posix":
        os.execvpe(command[0], command, environment())
    process = subprocess.Popen(command, env=environment())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # The program got the same Ctrl-C and decides what it means.
            continue


NO_SPACE = (
    "The disk is full. Free about 2 GB, then start again; a half-made .venv is replaced by itself."
)
NO_PERMISSION = (
    "There is no permission to write here: {}. Copy the course to a folder of your own and "
    "start again from there."
)
NO_NETWORK = (
    "The packages could not be downloaded. Check that this computer is online (behind a proxy: "
    "that HTTPS_PROXY is set), then start the same command again."
)
WRONG_HASH = (
    "A downloaded package is not the one that the lock names, so nothing was installed. Start "
    "again; if it stays so, something between here and the package index changes files."
)
NO_INSTALLER = (
    "This .venv was made with uv, which is not on PATH now, and so has no pip. Put uv on PATH "
    "or delete .venv, then start again."
)

FAILURES = (
    (r"No space left on device|not enough space on the disk|os error 28", NO_SPACE),
    (r"DO NOT MATCH THE HASHES|[Hh]ash mismatch", WRONG_HASH),
    (
        r"NewConnectionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|Max retries|"
        r"name resolution|dns error|error sending request|Failed to fetch|Could not fetch|"
        r"Connection (refused|reset|broken)|Network is unreachable|network was disabled|"
        r"\(from versions: none\)",
        NO_NETWORK,
    ),
    (r"Permission denied|Access is denied|os error 13", NO_PERMISSION.format(ROOT)),
    (r"No module named pip", NO_INSTALLER),
)


def explain_failure(lines):
    """One sentence for an installer's failure; its own last lines where none is known."""
    text = "\n".join(lines)
    for pattern, sentence in FAILURES:
        if re.search(pattern, text):
            return sentence
    return "{}\nThe installation failed; above is what the installer said last.".format(
        "\n".join(lines[-15:])
    )


def explain_os_error(error):
    """One sentence for a failure of the file system."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return NO_SPACE
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return NO_PERMISSION.format(error.filename or ROOT)
    return "That did not work: {}.".format(error)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
