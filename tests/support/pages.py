"""Widgets on a plain page, with no kernel: a stand-in for anywidget, and what tests ask of the page."""

import base64
import json
from collections.abc import Callable
from typing import Any

import anywidget
from playwright.sync_api import Page
from support.shared import JS

AXE = JS / "node_modules" / "axe-core" / "axe.min.js"
OWN = {*anywidget.AnyWidget.class_trait_names(), "_data", "_esm", "_css", "_anywidget_id"}
Open = Callable[..., Page]

# A stand-in for anywidget: a model that keeps what is set, notes it, and tells who listens.
MODEL = """
export function model(state, data) {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const listeners = new Map();
  state._data = new DataView(bytes.buffer);
  return {
    state,
    get: (name) => state[name],
    set(name, value) { state[name] = value; },
    save_changes() {},
    sent: [],
    send(content) { this.sent.push(content); },
    on(event, act) { listeners.set([event, act], event); },
    off(event, act) {
      for (const key of listeners.keys()) if (key[0] === event && key[1] === act) listeners.delete(key);
    },
    push(name, value) {
      state[name] = value;
      for (const [event, act] of [...listeners.keys()]) if (event === `change:${name}`) act();
    },
    listening: () => listeners.size,
  };
}
"""


def encoded(text: str) -> str:
    return "data:text/javascript;base64," + base64.b64encode(text.encode()).decode()


def page_of(*widgets: Any) -> str:
    """A page with the widgets as a notebook shows them: the static form, and the living one beside it."""
    cells, scripts, styles = [], [], []
    for number, widget in enumerate(widgets):
        state = {}
        for name in widget.traits(sync=True):
            if name not in OWN:
                to_json = widget.trait_metadata(name, "to_json")
                value = getattr(widget, name)
                state[name] = to_json(value, widget) if to_json else value
        data = base64.b64encode(getattr(widget, "_data", b"")).decode()
        cells.append(f'<div class="cell_output">{widget._static_html()}<div id="w{number}"></div></div>')
        styles.append(f"<style>{widget._css}</style>")
        scripts.append(
            f'import bundle{number} from "{encoded(widget._esm)}"; window.widget ??= bundle{number};'
            f"models.push(model({json.dumps(state)}, '{data}'));"
            f"ends.push(bundle{number}.render({{ model: models[{number}], el: w{number} }}));"
        )
    script = "".join(scripts).replace("</", "<\\/")
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Widgets</title>
{"".join(dict.fromkeys(styles))}</head>
<body><main><h1>Page</h1>{"".join(cells)}</main>
<script type="module">
import {{ model }} from "{encoded(MODEL)}";
const models = (window.models = []), ends = (window.ends = []);
{script}
requestAnimationFrame(() => requestAnimationFrame(() => {{ window.ready = true; }}));
</script></body></html>"""


def state(page: Page, name: str, number: int = 0) -> Any:
    return page.evaluate(f"models[{number}].state[{json.dumps(name)}]")


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.className"))


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run('.tl')")["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found]
