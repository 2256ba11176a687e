"""``python -m tests.fonts NOTO HANS``: cuts the kiosk's fonts out of Noto, byte for byte again.

``NOTO`` is the folder of Debian's package fonts-noto-core (``/usr/share/fonts/truetype/noto``),
``HANS`` the one of npm's @expo-google-fonts/noto-sans-sc. Needs fonttools and brotli in the
Python that runs it; the versions in use are named in ``static/vendor/manifest.json``.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
CITY = ROOT / "deploy" / "city" / "barcelona"
FONTS = ROOT / "shared" / "pages" / "static" / "fonts"
SHEET = FONTS.parent / "scripts.css"
SIGNS = "U+200C-200F"
SCRIPTS = {
    "Arabic": f"U+0600-06FF,{SIGNS}",
    "Armenian": "U+0530-058F",
    "Bengali": f"U+0964-0965,U+0980-09FF,{SIGNS}",
    "Cyrillic": "U+0400-045F,U+0490-0491,U+0462-0463,U+0472-0475",
    "Devanagari": f"U+0900-097F,{SIGNS}",
    "Georgian": "U+10A0-10FF",
    "Gurmukhi": f"U+0964-0965,U+0A00-0A7F,{SIGNS}",
    "Tifinagh": "U+2D30-2D7F",
}
"""Whole scripts: a city may change its words. Of Chinese only what the demo city writes."""
HAN = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")
WEIGHTS = {400: "Regular", 700: "Bold"}
FACE = """@font-face {{
  font-family: "Noto Scripts"; font-weight: {weight}; font-display: swap;
  src: url("fonts/{name}") format("woff2"); unicode-range: {signs};
}}
"""
HEAD = """/* Letters of the kiosk's languages, for a bare machine: made by tests/fonts.py. */
:root { --p-face: "Atkinson Hyperlegible Next", "Noto Scripts", system-ui, sans-serif; }
"""


def chinese() -> str:
    """The signs of the city's Chinese, as a range."""
    words = (CITY / "public.yaml").read_text() + (CITY / "languages.csv").read_text()
    return ",".join(f"U+{ord(sign):04X}" for sign in sorted(set(HAN.findall(words))))


def cut(source: Path, name: str, signs: str) -> None:
    """One subset, with what shapes its letters."""
    options = ["--flavor=woff2", "--layout-features=*", "--no-hinting", "--desubroutinize"]
    command = [sys.executable, "-m", "fontTools.subset", str(source), f"--unicodes={signs}"]
    subprocess.run([*command, *options, f"--output-file={FONTS / name}"], check=True)


def main(noto: Path, hans: Path) -> None:
    """All of them, and the style sheet that names them."""
    sheet = HEAD
    for script, signs in SCRIPTS.items():
        name = ""
        for weight, said in WEIGHTS.items():
            family = "" if script == "Cyrillic" else script
            source = noto / f"NotoSans{family}-{said}.ttf"
            if source.exists():
                name = f"noto-sans-{script.lower()}-{weight}.woff2"
                cut(source, name, signs)
            if name:  # a script without bold letters has the others under both weights
                sheet += FACE.format(weight=weight, name=name, signs=signs.replace(",", ", "))
    for weight, said in WEIGHTS.items():
        name, signs = f"noto-sans-chinese-{weight}.woff2", chinese()
        cut(hans / f"{weight}{said}" / f"NotoSansSC_{weight}{said}.ttf", name, signs)
        sheet += FACE.format(weight=weight, name=name, signs=signs.replace(",", ", "))
    SHEET.write_text(sheet)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
