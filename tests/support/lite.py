"""JupyterLite in a browser that reaches nothing but the site: what people do, and what is said."""

import hashlib
import json
import zipfile
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from support.pages import AXE

EXERCISE = "exercises/01-exercise.ipynb"
# What goes wrong for people, done to the page before it runs, and what it says.
REFUSED = "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }"
ASTRAY = {
    "too old a browser": ("delete window.WebAssembly", "cannot run Python"),
    "a private window": (REFUSED, "keeps nothing"),
    "a full disk": ("navigator.storage.estimate = async () => ({ quota: 5e7, usage: 0 })", "only 50 MB left"),
    "no https": ("Object.defineProperty(window, 'isSecureContext', { value: false })", "begins with http://"),
    "another tab": ("navigator.locks.request('trilateral work', () => new Promise(() => {}))", "another tab"),
}
ANSWER = """async (answer) => {
  const widget = window.jupyterapp.shell.currentWidget;
  await widget.context.ready;
  const { model } = widget.content;
  [...model.cells].find((cell) => cell.id === "a-1-1").sharedModel.setSource(`answer_1_1 = ${answer}`);
  const saved = window.jupyterapp.commands.execute("docmanager:save");
  if (answer === 65) await saved; // the other meets a full disk, and a dialog that nobody shuts
}"""

# What a browser does with what it has no room for: the transaction is aborted.
FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...given) {
    const request = put.apply(this, given);
    this.transaction.abort();
    return request;
  };
}"""

LACKING = """() => {
  const { cells } = window.jupyterapp.shell.currentWidget.content.model;
  const code = [...cells].find(({ type }) => type === "code");
  code.outputs.add({ output_type: "stream", name: "stderr", text: "No module named 'pandas'" });
}"""
# What the site says of itself once its notebooks have changed. (JupyterLite's worker fetches for the page.)
CHANGED = """
  const asked = window.fetch;
  window.fetch = async (...given) => {
    const answer = await asked(...given);
    if (!String(given[0]).endsWith("course.json")) return answer;
    const told = await answer.json();
    for (const name in told.notebooks) told.notebooks[name] = "another";
    return new Response(JSON.stringify(told));
  };"""


def start(address: str) -> str:
    """Return the address of the page that starts an exercise."""
    return f"{address}/lite/index.html?open={EXERCISE}"


def what_goes_astray_is_said(browser: Browser, address: str, lite: Path) -> None:
    """See that each thing that can go wrong before the start has its sentence."""
    for name, (done, said) in ASTRAY.items():
        tab = browser.new_page()
        tab.add_init_script(done)
        tab.goto(start(address))
        expect(tab.locator("#lite-notes"), name).to_contain_text(said)
        assert tab.locator("#lite-open").is_visible() == (name != "too old a browser")
        tab.close()
    tab = browser.new_page()
    tab.goto((lite / "index.html").as_uri())
    expect(tab.locator("#lite-notes")).to_contain_text("opened from a disk")
    tab.close()


def loading_fails_half_way(context: BrowserContext, address: str, lite: Path) -> Page:
    """Start on a phone while a file does not come, then on a wide screen when it does; return the tab."""
    late, here = b"a file of Pyodide's", {"is it there": False}
    told = json.loads((lite / "course.json").read_text("utf-8"))
    told["files"] = [one for one in told["files"] if "/trilateral-" in one[0]]
    told["files"].append(["https://python.invalid/late.whl", hashlib.sha256(late).hexdigest()])

    def outside(route: Route) -> None:
        if route.request.url.startswith(address):
            route.continue_()
        elif here["is it there"] and route.request.url.endswith("late.whl"):
            route.fulfill(body=late, headers={"Access-Control-Allow-Origin": "*"})
        else:
            route.abort()

    context.route("**", outside)
    tab = context.new_page()
    tab.route("**/course.json", lambda route: route.fulfill(json=told))
    tab.goto(start(address))
    expect(tab.locator("#lite-open")).to_have_text("Open exercise 01")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 380
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    assert [one["id"] for one in tab.evaluate("axe.run('.bd-article')")["violations"]] == []
    tab.click("#lite-open")
    expect(tab.locator("#lite-why")).to_contain_text("1 of 2 files did not come")
    expect(tab.locator("#lite-why")).to_contain_text("python.invalid did not answer")
    here["is it there"] = True
    tab.set_viewport_size({"width": 1200, "height": 900})
    tab.click("#lite-open")  # goes on where it stopped
    expect(tab.locator(".jp-Notebook")).to_be_visible(timeout=60_000)
    expect(tab.locator("#my-work .say")).to_contain_text("Python could not be loaded", timeout=60_000)
    return tab


def work_is_kept_and_downloaded(tab: Page, file: Path) -> Path:
    """Answer a question, save, and download the notebook into a file."""
    tab.evaluate(ANSWER, 65)
    tab.get_by_role("button", name="My work", exact=True).click()
    with tab.expect_download() as one:
        tab.get_by_role("button", name="Download this notebook").click()
    one.value.save_as(file)
    kernel = json.loads(file.read_text("utf-8"))["metadata"]["kernelspec"]["name"]
    assert kernel == "python3", "as from home"
    return file


def what_would_be_lost_is_said(context: BrowserContext, tab: Page, address: str, answered: Path) -> None:
    """See that nothing is removed beside an open tab, a full disk and an old copy are told; start afresh."""
    second = context.new_page()
    second.goto(start(address))
    expect(second.locator("#lite-notes")).to_contain_text("in another tab")
    expect(second.locator("#lite-kept li")).to_contain_text(EXERCISE)
    second.click("#lite-reset")
    second.click("#lite-do")
    expect(second.locator("#lite-notes")).to_contain_text("Nothing was removed")
    expect(second.locator("#lite-kept li")).to_have_count(1)

    tab.evaluate(LACKING)
    expect(tab.locator("#my-work .told")).to_contain_text("A part of Python did not arrive")
    tab.evaluate(FULL)
    tab.evaluate(ANSWER, 66)
    expect(tab.locator("#my-work .told")).to_contain_text("could not keep your last change")
    tab.close()

    second.add_init_script(CHANGED)
    second.goto(start(address))
    expect(second.locator("#lite-kept li")).to_contain_text("an older form than the course has now")
    expect(second.locator("#lite-old")).to_be_visible()
    second.click("#lite-reset")
    with second.expect_download() as everything:
        second.click("#lite-do")
    everything.value.save_as(answered.with_name("work.zip"))
    with zipfile.ZipFile(answered.with_name("work.zip")) as zipped:
        assert zipped.testzip() is None
        assert zipped.namelist() == [EXERCISE]
        assert zipped.read(EXERCISE) == answered.read_bytes()
    expect(second.locator("#lite-kept li")).to_have_count(0)
    expect(second.locator("#lite-notes")).to_contain_text("This browser has the course afresh")
