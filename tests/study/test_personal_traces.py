"""Nothing of a person is left in what the commands say or write, but where it is meant to stand.

People's data are planted in every file of a study that holds any, and then in cells where they
don't belong. Each command is run, also where it must refuse; what it says and every file that it
leaves behind is looked through, packed ones too.
"""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, NamedTuple

import pytest
from planted import ADDRESS, CPR, EMAIL, NAME, PHONE, STUDY, WORDS, planted_study, traces_in

from survey.cli import code_of
from survey.cli.application import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOMES, WAVE = 60, "waves/2026"
RECIPE = "weighting: [base, {within_dwelling: {missing: 2}}]\n"
PLAN = """
    rosters: {children: boern.csv}
    plan: {difference: 0.45, response_rate: 0.9, census_below: 100, seed: 4}
"""
FORM = """\
    codes: {1: {da: Tryghed, en: Safety}, 2: {da: Udearealer, en: Outdoor areas}}
  - id: children
    type: roster
    most: 3
    text: {da: Hvert barn, en: Each child}
    label: {da: Børn, en: Children}
    questions:
      - {id: child_age, type: number, low: 0, high: 17, text: {da: Alder?, en: Age?}}
      - {id: child_note, type: text, text: {da: Andet?, en: Anything else?}}
"""
UNTOUCHED = {"demo": "copies the example of the package, and reads nothing of the user's"}
"""Commands that aren't run here, and why."""
WRITTEN = frozenset(
    {"svar.csv", "boern.csv", "rettelser.csv", f"{NAME} klagede.txt", "~$svar.xlsx",
     *(f"{WAVE}/{name}.csv" for name in ("contacts", "frame", "dispositions", "breve-1"))}
)  # fmt: skip
"""The files of the study that somebody wrote herself, and that hold people's data."""
MEANT = {
    "out/breve.xlsx": "letters go to those whom they name",
    "out/breve-interviewers.xlsx": "interviewers must find the door",
    f"study/{WAVE}/coding/coding-change_first-1.xlsx": "coders read the answers in own words",
    f"study/{WAVE}/coding/coding-change_first-2.xlsx": "so does the second coder",
    f"study/{WAVE}/answers.csv": "answers that are handed on to a program are the answers",
    f"study/{WAVE}/answers-children.csv": "and so are those about single persons",
    "out/ny/waves/1/answers.csv": "the answers of the new study are the answers",
}
"""The files written by commands that are to hold people's data, and why."""
AS_JSON = frozenset(
    {"check", "status", "plan", "answers", "weight", "report", "tables", "purge", "share"}
)


class Run(NamedTuple):
    """A command that was run, what it said, and its exit code."""

    arguments: list[str]
    said: str
    code: int


class Looked(NamedTuple):
    """What the commands said, and the traces in all files before and after what was destroyed."""

    right: list[Run]
    wrong: list[Run]
    before: dict[str, list[str]]
    after: dict[str, list[str]]


def run(*arguments: str) -> Run:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = code_of(arguments, debug=False)
    return Run([*arguments], out.getvalue() + err.getvalue(), code)


def commands(root: Path) -> Iterator[list[str]]:
    """The commands, in an order in which one prepares the next."""
    study, out, form = str(root / "study"), root / "out", str(root / "study" / "form.yaml")
    answers, contacts = str(root / "study" / "svar.csv"), str(root / f"study/{WAVE}/contacts.csv")
    yield from (["check", each] for each in (study, answers, form))
    yield ["plan", study]
    yield ["sample", study, "--to", "csv"]
    yield ["letters", study, "--out", str(out / "breve.xlsx"), "--contacts", contacts,
           "--secret", str(root / "key.secret")]  # fmt: skip
    yield ["fieldwork", study, "--on", "2026-06-01"]
    yield ["match", answers, form, "--out", str(out / "kolonner.xlsx")]
    yield ["answers", study, "--to", "csv"]
    yield ["code", study, "--coders", "A,B"]
    yield ["weight", study]
    yield ["tables", study]
    yield ["review", study]
    yield ["report", study, "--format", "html,docx"]
    yield ["export", form, "--to", "keying", "--out", str(out / "tast.xlsx")]
    yield ["diff", form, form, "--out", str(out / "dom.html")]
    yield ["lock", form, "--wave", "2026", "--out", str(out / "lock.json")]
    yield ["new", str(out / "ny"), "--from-data", answers]
    yield ["simulate", study]
    yield ["templates", study, "--out", str(out / "skabeloner")]
    yield ["excel", study]
    yield ["excel", study, "--read"]
    yield ["wave", "lock", study]
    yield ["wave", "verify", study]
    yield ["wave", "unlock", study, "2026", "--reason", f"{NAME} ringede fra {PHONE}"]
    yield ["wave", "unlock", study, "2026", "--reason", "en fejl i rettelserne"]
    yield ["wave", "add", study, "2028", "--from", "2026"]
    yield ["status", study]
    yield ["log", study]
    yield ["share", study, "--out", str(out / "delt.zip")]
    yield ["share", study, "--out", str(out / "svar.zip"), "--answers", "--json"]
    yield ["purge", study, "--on", "2029-01-01"]


CHECK, READ, FRAME = ("check",), ("answers",), ("plan",)
FIELD, WEIGHTS = ("fieldwork",), ("weight",)
WRONG = (
    ("svar.csv", "0003;vest", f"0003;{NAME}", ("check", "answers", "report", "weight", "tables")),
    ("svar.csv", "0003;vest", f"0003;{ADDRESS}", CHECK),
    ("svar.csv", "0004;syd;5", f"0004;syd;{CPR}", READ),
    ("svar.csv", "0004;syd;5", f"0004;syd;{NAME}, {PHONE}", CHECK),
    ("svar.csv", "0004;syd;5", f"0004;syd;{EMAIL}", CHECK),
    ("svar.csv", "0004;syd;5", "0004;syd;28479136", CHECK),
    ("svar.csv", "0004;syd;5", f"0004;syd;{WORDS}", CHECK),
    ("svar.csv", "0003;vest;4", f"{CPR};vest;4;2;;\n{CPR};vest;4", CHECK),
    ("svar.csv", "0003;vest;4", f"{NAME};vest;4;2;;\n{NAME};vest;4", READ),
    ("svar.csv", "svarnr;område;safe_day", f"{NAME};{CPR};{EMAIL}", CHECK),
    ("svar.csv", "svarnr;område", f"{NAME};{NAME}", CHECK),
    ("svar.csv", "0005;vest", f"0005;vest;{NAME}", CHECK),
    ("boern.csv", "0002;1;7", f"{CPR};1;7", READ),
    ("boern.csv", "0002;1;7", f"0002;{NAME};{ADDRESS}", CHECK),
    ("rettelser.csv", "0002;safe_day;3", f"{CPR};{NAME};3", READ),
    ("rettelser.csv", "safe_day;3;4", f"safe_day;{ADDRESS};{EMAIL}", CHECK),
    ("rettelser.csv", "safe_day;3;4", f"safe_day;{CPR};4", READ),
    ("rettelser.csv", "2026-05-01;change", f"{PHONE};{NAME}", CHECK),
    ("rettelser.csv", "change;;", f"change;{EMAIL};{CPR}", CHECK),
    (f"{WAVE}/frame.csv", "0003;vest", f"0003;{NAME}", FRAME),
    (f"{WAVE}/frame.csv", "0003;vest", f"{CPR};vest;a;b;c\n{CPR};vest", FRAME),
    (f"{WAVE}/frame.csv", "Bolig;Område", f"{NAME};{ADDRESS}", FRAME),
    (f"{WAVE}/dispositions.csv", "0003;besvaret", f"0003;{NAME}", FIELD),
    (f"{WAVE}/dispositions.csv", "0003;besvaret", f"{CPR};besvaret", FIELD),
    (f"{WAVE}/dispositions.csv", "0003;besvaret", f"{NAME};besvaret", WEIGHTS),
    (f"{WAVE}/dispositions.csv", "besvaret;2026-05-03", f"besvaret;{PHONE}", FIELD),
    (f"{WAVE}/dispositions.csv", "bolig;resultat", f"{CPR};{NAME}", FIELD),
    (f"{WAVE}/sample.csv", "0003,", f"{CPR},", WEIGHTS),
    (f"{WAVE}/sample.csv", ",vest,", f",{NAME},", WEIGHTS),
    ("study.yaml", "role: contrast", f"role: {NAME}", ("check", "status")),
    ("study.yaml", "role: contrast", f"{NAME}: {CPR}", CHECK),
    ("study.yaml", "role: contrast", f"role: contrast, role: {NAME}", CHECK),
    ("study.yaml", "2028-01-01", CPR, ("check", "purge")),
    ("study.yaml", "weighting: [base", f"weighting: [{EMAIL}", CHECK),
    ("study.yaml", "difference: 0.45", f"difference: {PHONE}", CHECK),
    ("form.yaml", "type: text", f"type: {NAME}", CHECK),
    ("form.yaml", "codes: [4, 5]", f"codes: [4, {CPR}]", CHECK),
)
"""Where people's data stand in a cell they don't belong in: the file, what is there, what stands
there instead, and the commands that read it."""


def with_wrong_cells(study: Path) -> Iterator[Run]:
    for name, right, wrong, names in WRONG:
        path = study / name
        before = path.read_text(encoding="utf-8")
        assert right in before, (name, right)
        path.write_text(before.replace(right, wrong, 1), encoding="utf-8")
        for place, command in enumerate(names):
            more = ["--json"] if place == len(names) - 1 and command in AS_JSON else []
            done = run(command, str(study), *more)
            yield done._replace(arguments=[*done.arguments, wrong])
        path.write_text(before, encoding="utf-8")


def whole_study(root: Path) -> Path:
    """The planted study with a list of dwellings, children of households, and room for all."""
    study = STUDY.replace("corrections: rettelser.csv", f"corrections: rettelser.csv{PLAN}")
    folder = planted_study(root / "study", study=RECIPE + study, wrong="3")
    form = (folder / "form.yaml").read_text(encoding="utf-8")
    (folder / "form.yaml").write_text(form + FORM, encoding="utf-8")
    homes = "\n".join(
        f"{n:04};{'vest' if n % 2 and n < 41 else 'syd'};{NAME};{ADDRESS};{PHONE}"
        for n in range(1, HOMES + 1)
    )
    for name in ("frame.csv", "contacts.csv"):
        lines = f"Bolig;Område;Navn;Adresse;Tlf\n{homes}\n"
        (folder / WAVE / name).write_text(lines, encoding="utf-8")
    children = f"svarnr;item;child_age;child_note\n0002;1;7;{WORDS}\n"
    (folder / "boern.csv").write_text(children, encoding="utf-8")
    (root / "out").mkdir()
    return folder


def disposed(wave: Path) -> None:
    """What became of those that were sampled, with words about them beside it."""
    units = [line.split(",")[0] for line in (wave / "sample.csv").read_text("utf-8").splitlines()]
    rows = (f"{unit};besvaret;2026-05-0{n % 9 + 1};{NAME}" for n, unit in enumerate(units[1:], 2))
    lines = "\n".join(["bolig;resultat;dato;bemærkning", *rows])
    (wave / "dispositions.csv").write_text(lines, encoding="utf-8")


def traces_below(root: Path) -> dict[str, list[str]]:
    """The files that hold something planted, in what they say or by their names."""
    found = {}
    for path in sorted(each for each in root.rglob("*") if each.is_file()):
        traces = traces_in(path.read_bytes()) or traces_in(path.name.encode())
        if traces:
            found[path.relative_to(root).as_posix()] = traces
    return found


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Looked:
    root = tmp_path_factory.mktemp("traces")
    study = whole_study(root)
    right, wrong = [], []
    for each in commands(root):
        if each[0] == "fieldwork":
            disposed(study / WAVE)
        right.append(run(*each))
        if each[0] == "report":
            wrong += with_wrong_cells(study)
    before = traces_below(root)
    right.append(run("purge", str(study), "--on", "2029-01-01", "--destroy"))
    return Looked(right, wrong, before, traces_below(root))


def test_every_command_is_run_here_or_it_is_said_why_not(looked: Looked) -> None:
    names = {
        (name, *([each] if each else []))
        for name, command in COMMANDS.items()
        for each in (command if isinstance(command, dict) else [""])
    }
    several = {name for name, command in COMMANDS.items() if isinstance(command, dict)}
    done = {tuple(each.arguments[: 2 if each.arguments[0] in several else 1])
            for each in looked.right}  # fmt: skip
    assert done == names - {(name,) for name in UNTOUCHED}


def test_nothing_that_a_command_says_tells_who_somebody_is(looked: Looked) -> None:
    found = [(each.arguments, traces_in(each.said.encode()))
             for each in (*looked.right, *looked.wrong)]  # fmt: skip
    assert [each for each in found if each[1]] == []


def test_wrong_cells_are_refused_and_told_by_their_place(looked: Looked) -> None:
    silent = [each.arguments for each in looked.wrong if not each.code]
    assert silent == []
    kinds = ("[a civil registration number", "[a telephone number", "[an e-mail address",
             "[an address", "[a name", "[a text of")  # fmt: skip
    said = "".join(each.said for each in looked.wrong)
    assert [kind for kind in kinds if kind not in said] == []


def test_files_hold_nothing_of_a_person_but_where_it_is_meant_to_stand(looked: Looked) -> None:
    written = {f"study/{name}" for name in WRITTEN}
    assert set(looked.before) - written == set(MEANT)


def test_when_the_time_is_up_only_what_nobody_knows_is_left(looked: Looked) -> None:
    unknown = {f"study/{NAME} klagede.txt", "study/~$svar.xlsx"}
    assert {name for name in looked.after if name.startswith("study/")} == unknown
