"""The HTML of all pages is valid, as the Nu HTML checker of the W3C judges."""

import json
import shutil
import subprocess

import pytest

from built_site import PAGES, SITE
from chapters import ROOT

CHECKER = ROOT / "tests" / "site" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@pytest.mark.site
def test_pages_are_valid_html():
    if not shutil.which("java"):
        pytest.skip("Java is not installed: the Nu HTML checker needs it")
    if not CHECKER.is_file():
        pytest.skip("the Nu HTML checker is not installed: npm ci --prefix tests/site")
    command = ["java", "-jar", CHECKER, "--errors-only", "--format", "json", *PAGES]
    checked = subprocess.run(command, cwd=SITE, capture_output=True, text=True)
    found = json.loads(checked.stderr)["messages"]
    assert [(m["url"].removeprefix(f"file:{SITE}"), m.get("lastLine"), m["message"]) for m in found] == []
