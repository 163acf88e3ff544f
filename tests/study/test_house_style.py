"""The style file of a study: what is wrong in it is said, and what is right is seen in charts."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import pytest
from made_studies import ROOT, copy_of_copenhagen

import survey as sv
from survey.documents.blocks import Figure
from survey.documents.house_style import DEFAULT_STYLE, RED_BLUE
from survey.errors import FileError
from survey.findings import FindingsError, Severity
from survey.language.catalogue import language_in_force
from survey.provenance import sha256_of
from survey.study.study_file.style_reader import read_style_file

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><rect width="40"/></svg>'
STYLE = """\
accent: "#7a1a1a"
scale: ["#8c510a", "#bf812d", "#dfc27d", "#e6e6e6", "#80cdc1", "#35978f", "#01665e"]
font:
  name: DejaVu Serif
  regular: fonts/regular.ttf
  bold: fonts/bold.ttf
logo:
  file: logo.svg
  alt: {da: Boligforeningen Fjord, en: Fjord Housing}
"""
FONT = "font: {name: DejaVu Serif, regular: fonts/regular.ttf}\n"
SCALE = 'scale: ["#b35806", "#e08214", "#fdb863", "#e6e6e6", "#b2abd2", "#8073ac", "#5e3c99"]\n'
WRONG = {
    "empty": "",
    "a_list": "- a\n",
    "key_unknown": 'acent: "#7a1a1a"\nlogoet: x\n',
    "colour_in_no_quotes": "accent: #7a1a1a\n",
    "colours_in_no_quotes": "scale: [#b35806, #e08214]\n",
    "colours_in_no_quotes_by_line": "scale:\n  - #b35806\n  - \"#e08214\"\n",
    "scale_in_no_quotes": "scale: #b35806\n",
    "colour_a_number": "accent: 123456\n",
    "colour_a_name": "accent: darkred\n",
    "colour_long": 'accent: "#7a1a1aff"\n',
    "accent_light": 'accent: "#f90"\n',
    "accent_nearly_dark_enough": 'accent: "#777777"\n',
    "accent_white": 'accent: "#ffffff"\n',
    "scale_unknown": "scale: PuOrr\n",
    "scale_short": 'scale: ["#b35806", "#5e3c99"]\n',
    "scale_long": SCALE.replace("]", ', "#111111"]'),
    "scale_not_colours": SCALE.replace("#e6e6e6", "grey").replace("#5e3c99", "purple"),
    "scale_middle_not_grey": SCALE.replace("#e6e6e6", "#ffffbf"),
    "scale_middle_white": SCALE.replace("#e6e6e6", "#f7f7f7"),
    "scale_no_ink": SCALE.replace("#e08214", "#209247"),
    "scale_twice_the_same": SCALE.replace("#e08214", "#b35806"),
    "scale_traffic_light":
        'scale: ["#d73027", "#fc8d59", "#fee08b", "#e6e6e6", "#d9ef8b", "#91cf60", "#1a9850"]\n',
    "font_a_text": "font: Arial\n",
    "font_no_name": "font: {regular: fonts/regular.ttf}\n",
    "font_name_form": "font: {name: \"x'; }\"}\n",
    "font_missing": FONT.replace("regular.ttf", "regulr.ttf"),
    "font_no_folder": FONT.replace("fonts/", "skrifter/"),
    "font_a_folder": FONT.replace("fonts/regular.ttf", "fonts"),
    "font_outside": FONT.replace("fonts/", "../fonts/"),
    "font_absolute": FONT.replace("fonts/regular.ttf", "C:\\Windows\\Fonts\\arial.ttf"),
    "font_of_the_web": FONT.replace("regular.ttf", "web.ttf"),
    "font_cut_off": FONT.replace("regular.ttf", "cut.ttf"),
    "font_of_another_name": FONT.replace("DejaVu Serif", "Fjord Sans"),
    "font_without_danish": FONT.replace("regular.ttf", "display.ttf").replace(
        "DejaVu Serif", "DejaVu Serif Display"
    ),
    "font_bold_alone": "font: {name: DejaVu Serif, bold: fonts/bold.ttf}\n",
    "logo_no_alt": "logo: {file: logo.svg}\n",
    "logo_alt_empty": 'logo: {file: logo.svg, alt: {da: ""}}\n',
    "logo_alt_a_text": "logo: {file: logo.svg, alt: Fjord}\n",
    "logo_missing": "logo: {file: logo.png, alt: {da: Fjord}}\n",
    "logo_outside": "logo: {file: /etc/passwd, alt: {da: Fjord}}\n",
    "logo_no_picture": "logo: {file: fonts/regular.ttf, alt: {da: Fjord}}\n",
    "logo_large": "logo: {file: large.svg, alt: {da: Fjord}}\n",
    "logo_runs": "logo: {file: runs.svg, alt: {da: Fjord}}\n",
    "logo_png_cut_off": "logo: {file: cut.png, alt: {da: Fjord}}\n",
    "everything":
        'accent: "#f90"\nscale: ["#b35806"]\n'
        "font: {name: Fjord, regular: fonts/none.ttf, bold: fonts/web.ttf}\n"
        "logo: {file: runs.svg, alt: {da: Fjord}}\n",
}  # fmt: skip


def with_files(folder: Path, style: str = STYLE) -> Path:
    """A folder with a style file and all that a style file may name."""
    (folder / "fonts").mkdir(parents=True, exist_ok=True)
    shutil.copy(FONTS / "DejaVuSerif.ttf", folder / "fonts" / "regular.ttf")
    shutil.copy(FONTS / "DejaVuSerif-Bold.ttf", folder / "fonts" / "bold.ttf")
    shutil.copy(FONTS / "DejaVuSerifDisplay.ttf", folder / "fonts" / "display.ttf")
    (folder / "fonts" / "web.ttf").write_bytes(b"wOF2" + bytes(50))
    (folder / "fonts" / "cut.ttf").write_bytes((FONTS / "DejaVuSerif.ttf").read_bytes()[:5000])
    (folder / "logo.svg").write_text(SVG, encoding="utf-8")
    (folder / "large.svg").write_text(SVG + " " * 500_000, encoding="utf-8")
    runs = SVG.replace("<rect", "<script/>\n<rect onclick='a()'")
    (folder / "runs.svg").write_text(runs, encoding="utf-8")
    (folder / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "style.yaml").write_text(style, encoding="utf-8")
    return folder


def styled(folder: Path, style: str = STYLE) -> Path:
    """The Copenhagen example with a style file."""
    study = with_files(copy_of_copenhagen(folder), style)
    with (study / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("\nstyle: style.yaml\n")
    return study


# What is wrong


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_in_a_style_file_is_said_with_its_line(
    name: str,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
) -> None:
    monkeypatch.chdir(with_files(tmp_path, WRONG[name]))
    with language_in_force(language), pytest.raises(FindingsError) as caught:
        sv.read_house_style("style.yaml")
    assert name == "empty" or all(each.place and each.place.line for each in caught.value.findings)
    assert str(tmp_path) not in str(caught.value)
    assert "None" not in str(caught.value)
    assert str(caught.value) == snapshot


IN_STUDY = {
    "style_missing": ("style: style.yaml", "style: stil.yaml"),
    "style_outside": ("style: style.yaml", "style: ../style.yaml"),
    "style_a_folder": ("style: style.yaml", "style: fonts"),
    "style_a_number": ("style: style.yaml", "style: 7"),
}


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("name", IN_STUDY)
def test_a_study_says_where_its_style_file_must_be(
    name: str,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    snapshot: SnapshotAssertion,
) -> None:
    path = styled(tmp_path / "study") / "study.yaml"
    before, after = IN_STUDY[name]
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with language_in_force(language), pytest.raises(FindingsError) as caught:
        sv.open_study("study")
    assert str(caught.value) == snapshot


def test_a_study_with_a_style_that_is_wrong_is_not_opened(tmp_path: Path) -> None:
    study = styled(tmp_path / "study", "scale: red\n")
    with pytest.raises(FindingsError, match="The style file"):
        sv.open_study(study)


def test_a_style_or_a_font_behind_a_link_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    study = styled(tmp_path / "study")
    font = study / "fonts" / "regular.ttf"
    font.rename(tmp_path / "outside.ttf")
    font.symlink_to(tmp_path / "outside.ttf")
    with pytest.raises(FindingsError, match="must lie in the folder of the style file"):
        sv.open_study(study)
    style = study / "style.yaml"
    style.rename(tmp_path / "style.yaml")
    style.symlink_to(tmp_path / "style.yaml")
    with pytest.raises(FindingsError, match="must lie in the folder of the study"):
        sv.open_study(study)


def test_no_file_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        sv.read_house_style(tmp_path / "style.yaml")


# What is read


def test_a_style_is_read_whole(tmp_path: Path) -> None:
    style = sv.read_house_style(with_files(tmp_path) / "style.yaml", language="da")
    assert style.accent == "#7a1a1a"
    assert style.scale[0] == "#8c510a"
    assert style.font == sv.Font(
        "DejaVu Serif",
        (tmp_path / "fonts" / "regular.ttf").resolve(),
        (tmp_path / "fonts" / "bold.ttf").resolve(),
    )
    assert style.logo == sv.Logo(SVG.encode(), "svg", "Boligforeningen Fjord")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('accent: "#A11"', sv.HouseStyle(accent="#aa1111")),
        ("scale: RdBu", sv.HouseStyle(scale=RED_BLUE)),
        ("scale: PuOr", sv.HouseStyle()),
        (SCALE.upper().replace("SCALE", "scale"), sv.HouseStyle()),
        ("font: {name: Calibri}", sv.HouseStyle(font=sv.Font("Calibri"))),
    ],
)
def test_each_part_can_be_left_out(written: str, expected: sv.HouseStyle, tmp_path: Path) -> None:
    assert sv.read_house_style(with_files(tmp_path, written) / "style.yaml") == expected


def test_the_logo_speaks_the_language_of_the_document(tmp_path: Path) -> None:
    study = sv.open_study(styled(tmp_path / "study"))
    said = {}
    for language in ("da", "en"):
        logo = study.house_style(language).logo
        assert logo is not None
        said[language] = logo.alt
    assert said == {"da": "Boligforeningen Fjord", "en": "Fjord Housing"}
    with language_in_force("da"):
        assert study.house_style() == study.house_style("da")


def test_a_report_in_a_language_that_the_logo_does_not_speak_is_refused(tmp_path: Path) -> None:
    folder = styled(tmp_path / "study", STYLE.replace(", en: Fjord Housing", ""))
    study = sv.open_study(folder)
    with pytest.raises(FindingsError, match=r"style\.yaml:9 \(logo\.alt\).*add en:"):
        study.wave().report(language="en")
    with pytest.raises(FindingsError, match="add en:"):
        sv.read_house_style(folder / "style.yaml", language="en")
    study.plan.check_language("da")


def test_a_study_without_a_style_file_has_our_own(tmp_path: Path) -> None:
    assert sv.open_study(copy_of_copenhagen(tmp_path / "study")).house_style("da") == DEFAULT_STYLE


def test_marks_that_a_font_lacks_and_a_missing_bold_are_notes(tmp_path: Path) -> None:
    folder = with_files(tmp_path, "font: {name: cmr10, regular: fonts/regular.ttf}\n")
    stix = sorted(FONTS.glob("STIXGeneral.ttf"))[0]
    shutil.copy(stix, folder / "fonts" / "regular.ttf")
    (folder / "style.yaml").write_text("font: {name: STIXGeneral, regular: fonts/regular.ttf}\n")
    notes = read_style_file(folder / "style.yaml").notes
    assert {note.severity for note in notes} == {Severity.NOTE}
    assert "STYLE-FONT-NO-BOLD" in {note.code for note in notes}


def test_the_style_file_of_the_guide_can_be_used_as_it_stands(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "guides" / "house-style.md").read_text(encoding="utf-8")
    written = guide.partition("```yaml\n")[2].partition("```")[0]
    study = sv.open_study(styled(tmp_path / "study", written))
    assert study.plan.style_file is not None
    assert study.plan.style_file.notes == ()
    assert study.house_style("da") != study.house_style("en") != DEFAULT_STYLE


# What is seen


def drawn(folder: Path, language: str = "da") -> list[str]:
    document = sv.open_study(folder).wave().document(language)
    figures = [block for block in document.blocks if isinstance(block, Figure)]
    return [picture.svg.decode() for figure in figures for picture in figure.pictures]


def test_the_charts_of_a_report_have_its_colours_and_font(tmp_path: Path) -> None:
    own, others = drawn(styled(tmp_path / "a")), drawn(copy_of_copenhagen(tmp_path / "b"))
    assert len(own) == len(others)
    for picture, other in zip(own, others, strict=True):
        assert "DejaVuSerif-" in picture
        assert "DejaVuSans-" not in picture
        assert "DejaVuSerif-" not in other
        for colour in (DEFAULT_STYLE.accent, *DEFAULT_STYLE.scale[:3], *DEFAULT_STYLE.scale[4:]):
            assert colour not in picture
    assert any("#7a1a1a" in picture for picture in own)
    assert any("#bf812d" in picture and "#35978f" in picture for picture in own)
    assert any("DejaVuSerif-Bold" in picture for picture in own)


def test_the_font_of_the_study_is_drawn_and_not_one_of_the_same_name(tmp_path: Path) -> None:
    """A file that calls itself DejaVu Sans but draws otherwise is the one to be drawn."""
    study = styled(tmp_path / "study", FONT.replace("DejaVu Serif", "DejaVu Sans"))
    shutil.copy(FONTS / "DejaVuSans-Oblique.ttf", study / "fonts" / "regular.ttf")
    assert all("DejaVuSans-Oblique" in picture for picture in drawn(study))


def test_a_chart_in_a_notebook_takes_a_style(tmp_path: Path) -> None:
    study = sv.open_study(copy_of_copenhagen(tmp_path / "study"))
    chart = sv.likert_chart(study.wave().released(), "satisfaction", language="en")
    red = chart.in_style(sv.HouseStyle(accent="#7a1a1a", scale=RED_BLUE))
    assert RED_BLUE[1] in red.to_figure().pictures[0].svg.decode()
    assert RED_BLUE[1] not in chart.to_figure().pictures[0].svg.decode()
    assert red._repr_html_() != chart._repr_html_()
    assert repr(red) == repr(chart)


def test_the_same_style_gives_the_same_bytes_elsewhere(tmp_path: Path) -> None:
    one, other = styled(tmp_path / "her"), styled(tmp_path / "et andet sted på Ærø")
    written = [
        {path.name: path.read_bytes() for path in sv.open_study(study).wave().report(language="da")}
        for study in (one, other)
    ]
    assert written[0] == written[1]
    assert all(os.fsencode(tmp_path) not in data for data in written[0].values())


def test_the_manifest_names_the_style_and_its_files(tmp_path: Path) -> None:
    study = styled(tmp_path / "study")
    *_, manifest = sv.open_study(study).wave().report(language="da")
    inputs = json.loads(manifest.read_bytes())["inputs"]
    for name in ("style.yaml", "fonts/regular.ttf", "fonts/bold.ttf", "logo.svg"):
        assert inputs[name] == sha256_of((study / name).read_bytes())
    assert "fonts/display.ttf" not in inputs


def test_a_style_file_may_lie_in_a_folder_of_its_own(tmp_path: Path) -> None:
    study = copy_of_copenhagen(tmp_path / "study")
    with_files(study / "stil")
    with (study / "study.yaml").open("a", encoding="utf-8") as stream:
        stream.write("\nstyle: stil/style.yaml\n")
    files = sv.open_study(study).plan.style_file
    assert files is not None
    names = [path.resolve().relative_to(study.resolve()).as_posix() for path in files.files]
    assert names == [
        "stil/style.yaml",
        "stil/fonts/regular.ttf",
        "stil/fonts/bold.ttf",
        "stil/logo.svg",
    ]
