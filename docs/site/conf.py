"""The documentation site: guides, tutorials and notebooks as they lie, and the promised names.

Built by ``make docs`` into ``build/docs``. Nothing on its pages is fetched from elsewhere.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from survey.provenance import own_version  # noqa: E402

project = "survey"
author = "The resident-survey authors"
copyright = author  # noqa: A001 - Sphinx's name
version = release = own_version()
language = "en"

extensions = ["sphinx.ext.autodoc", "numpydoc", "myst_nb", "promised_names"]
root_doc = "index"
exclude_patterns = ["site"]
source_suffix = {".rst": "restructuredtext", ".md": "myst-nb", ".ipynb": "myst-nb"}
nitpicky = False

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence", "attrs_inline"]
suppress_warnings = ["myst.xref_missing", "misc.highlighting_failure"]

nb_execution_mode = "off"  # the tests run them; what they showed is kept in the file
nb_merge_streams = True

autodoc_typehints = "none"  # the sections Parameters and Returns say it in words
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

html_theme = "furo"
html_title = "survey"
html_static_path = [str(HERE / "_static")]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_last_updated_fmt = None
