"""Pages as a browser lays them out, and what a reader does with them."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_HARMLESS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--no-first-run", "--hide-scrollbars",
)  # fmt: skip
# The pages stand in frames of a page of ours, since none of them lets a script of ours in.
_READING = ("--disable-web-security", "--allow-file-access-from-files")
_HOST = """<!doctype html><meta charset="utf-8"><body><script>
const look = {look};
const frames = {frames};
const opened = ([name, file, width]) => new Promise((done) => {{
  const frame = document.createElement("iframe");
  frame.style.cssText = `width:${{width}}px;height:800px;border:0`;
  frame.onload = async () => {{
    const window = frame.contentWindow;
    await new Promise((ready) => window.setTimeout(ready, 200));
    let found;
    try {{
      found = await look(frame.contentDocument, window, name);
    }} catch (error) {{
      found = {{ error: String(error.stack) }};
    }}
    done([name, found]);
  }};
  frame.src = file;
  document.body.append(frame);
}});
Promise.all(frames.map(opened)).then((all) => {{
  const found = document.createElement("pre");
  found.textContent = JSON.stringify(Object.fromEntries(all));
  document.body.replaceChildren(found);
}});
</script>"""


def look_at(
    browser: str,
    folder: Path,
    pages: Mapping[str, tuple[bytes, int]],
    look: str,
    *,
    script: Path | None = None,
) -> dict[str, Any]:
    """What a function of JavaScript finds on pages, each in a frame of its own width.

    Parameters
    ----------
    browser : str
    folder : Path
        Where pages and the browser's profile are put.
    pages : mapping of name to (page, width)
    look : str
        A function of the page's document, its window and its name; what it returns or promises.
    script : Path, optional
        A script that the pages load too; they lose their policy for it.
    """
    frames = []
    for name, (page, width) in pages.items():
        (folder / f"{name}.html").write_bytes(_with(page, script))
        frames.append([name, f"{name}.html", width])
    host = folder / "host.html"
    host.write_text(_HOST.format(look=look, frames=json.dumps(frames)), encoding="utf-8")
    profile = f"--user-data-dir={folder / 'profile'}"
    waiting = ("--virtual-time-budget=30000", "--dump-dom")
    command = [browser, *_HARMLESS, *_READING, profile, *waiting, host.as_uri()]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    found = re.search(r"<pre>(.*)</pre>", done.stdout.decode("utf-8"), re.S)
    assert found, done.stderr[-1000:]
    results: dict[str, Any] = json.loads(
        found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    )
    errors = [result for result in results.values() if "error" in result]
    assert not errors, errors
    return results


def _with(page: bytes, script: Path | None) -> bytes:
    if script is None:
        return page
    free = re.sub(rb'<meta http-equiv="Content-Security-Policy"[^>]*>', b"", page)
    assert free != page
    return free.replace(b"</body>", f'<script src="{script.as_uri()}"></script></body>'.encode())
