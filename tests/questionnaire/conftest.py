"""What the tests of documents look at files with is at hand here too."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "documents"))
