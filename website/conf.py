"""How Sphinx makes the site. Nothing is run: what notebooks show is stored in them."""

import json
import os
from pathlib import Path
from typing import Any

HERE = Path(os.environ["TRILATERAL_WEBSITE"])
SETTINGS = json.loads(os.environ["TRILATERAL_SETTINGS"])

project = html_title = "trilateral"
author = "the maintainers of the trilateral teaching module"
language = "en"
extensions = ["myst_nb"]
nb_execution_mode = "off"
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # html-manager would come from a network
myst_heading_anchors = 4
myst_enable_extensions = ["deflist"]
suppress_warnings = ["mystnb.unknown_mime_type", "misc.highlighting_failure"]
templates_path = [str(HERE / "templates")]
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_extra_path = ["_extra"]
html_baseurl = SETTINGS["site"]
html_show_sourcelink = html_copy_source = html_show_sphinx = False
html_theme = "sphinx_book_theme"
html_theme_options = {
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_navbar_depth": 1,
    "home_page_in_toc": True,
    "footer_content_items": ["about-this-page.html"],
}
html_context = {"repository": SETTINGS["repository"].rstrip("/"), "default_mode": "auto"}
html_math_renderer = "none"  # there is no formula, and the default asks a network for its program


def setup(app: Any) -> None:
    """Give Sphinx the renderer of formulas that does nothing."""
    nothing = (lambda *_: None, None)
    app.add_html_math_renderer("none", nothing, nothing)
