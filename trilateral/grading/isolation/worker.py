"""Run the cells of one submission, in a process that knows nothing worth stealing.

`serve` waits in a process that has imported everything (a "zygote") and forks a child for each submission;
`once` runs one submission in a process of its own, where forking is not to be had. Both read the submission
only in the process that runs it, so that nothing of it is left for the next.

The process that asks is outside: it sends the cells as one frame and gets a frame when a cell begins and one
when it has ended. Whatever comes from here may be forged by the student's code; all it can do is spoil its
own result.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import importlib
import io
import json
import linecache
import os
import re
import select
import signal
import socket
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from trilateral.grading.isolation import namespaces as confine
from trilateral.grading.isolation import seccomp
from trilateral.grading.isolation.frames import frame, read_frame
from trilateral.unattended import VARIABLE

# Letters of a check's output. A record with a digest has about 90; one with the answer itself can be as long
# as the answer.
MOST_TEXT, MOST_OPEN = 20_000, 2_000_000
MOST_DISPLAYS = 20
LOOK = 0.2  # seconds between two looks at a submission's memory; most have ended before the first
MOST_ERROR = 400
IN_CELL = re.compile(r"<cell (\d{1,6})>")  # the name of a cell's code
SHOWN_LAST = ("_", "__", "___")  # what IPython calls the values that were shown last


class Sink(io.TextIOBase):
    """Standard output of the cells: keeps the first letters of a check's, and nothing of the others'."""

    def __init__(self, limit: int) -> None:
        """Keep up to so many letters."""
        super().__init__()
        self.limit = limit
        self.parts: list[str] = []
        self.length = 0

    def writable(self) -> bool:
        """Say yes."""
        return True

    def isatty(self) -> bool:
        """Say no."""
        return False

    def write(self, text: str) -> int:
        """Keep what fits."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        room = self.limit - self.length
        if room > 0:
            self.parts.append(text[:room])
            self.length += min(room, len(text))
        return len(text)


class Runner:
    """An IPython shell, made before the fork, in which cells are run."""

    def __init__(self) -> None:
        """Make the shell."""
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        config = Config()
        config.HistoryManager.enabled = False  # no file, and no thread, which a fork would lose
        config.InteractiveShell.colors = "nocolor"
        self.shell = cast(Any, InteractiveShell.instance(config=config))
        # Held here, so that a cell which replaces them replaces them for itself.
        self.run_cell = self.shell.run_cell
        self.names = self.shell.user_ns
        self.format = self.shell.display_formatter.format
        self.hook = self.shell.display_trap
        self.outputs: list[dict[str, Any]] = []
        self.number = -1  # of the cell that runs, among those of its job
        for name in SHOWN_LAST:  # else they would hide those that `_forget` makes
            self.names.pop(name, None)
        # So that an error tells in which cell its line stands.
        self.shell.compile.get_code_name = lambda *_: f"<cell {self.number}>"
        for name in ("showtraceback", "showsyntaxerror", "showindentationerror"):
            setattr(self.shell, name, lambda *_, **__: None)  # they cost 0.1 s, and nobody reads them
        self.shell.display_pub.publish = self.publish
        self.shell.enable_gui = lambda *_, **__: None  # so that %matplotlib inline may stand in an answer
        self.shell.ask_exit = lambda: None  # as in a notebook: the rest of a cell with exit() still runs
        self.shell.system = self.shell.system_raw  # the other way needs a terminal

    def publish(self, data: dict[str, Any], metadata: Any = None, **_: Any) -> None:
        """Take what `display` shows."""
        if len(self.outputs) < MOST_DISPLAYS:
            shown = {str(kind): str(value)[:MOST_TEXT] for kind, value in data.items()}
            self.outputs.append({"output_type": "display_data", "data": shown, "metadata": {}})

    def result(self, value: Any) -> None:
        """Take the value of a check cell's last line; a check has none."""
        if value is not None:
            data, _ = self.format(value)
            shown = {str(kind): str(text)[:MOST_TEXT] for kind, text in data.items()}
            self.outputs.append({"output_type": "execute_result", "data": shown, "metadata": {}})

    def put_aside(self, exact: str) -> None:
        """Take what an answer was before rounding: it goes with the outputs and is compared with none."""
        self.outputs.append({"output_type": "exact", "text": exact[:MOST_TEXT]})

    def run(self, source: str, check: bool, limit: int) -> list[dict[str, Any]]:
        """Run one cell; return its error, if any, and, of a check, what came out."""
        self.outputs = []
        # What other cells show is compared with nothing, and making tables of HTML takes its time.
        self.hook.hook = self.result if check else _forget
        out, err = Sink(limit if check else 0), Sink(limit if check else 0)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            done = self.run_cell(source)
        outputs = [] if not check else list(self.outputs)
        for name, sink in (("stdout", out), ("stderr", err)):
            if sink.parts:
                outputs.append({"output_type": "stream", "name": name, "text": "".join(sink.parts)})
        if error := done.error_before_exec or done.error_in_exec:
            outputs.append(self.error_output(error))
        return outputs

    def error_output(self, error: BaseException) -> dict[str, Any]:
        """Return an error as an output, with the line of a cell that it comes from.

        That line can stand in another cell, whose function was called: `cell` is its number, -1 where it is
        not told, and `reached` the line of the cell that runs.
        """
        line, text, cell, reached = None, "", -1, None
        if isinstance(error, SyntaxError):
            line, text = error.lineno, error.text or ""
        else:
            trace: TracebackType | None = error.__traceback__
            while trace is not None:
                if trace.tb_frame.f_globals is self.names:
                    line = trace.tb_lineno
                    file = trace.tb_frame.f_code.co_filename
                    text = linecache.getline(file, line)
                    cell = int(found[1]) if (found := IN_CELL.fullmatch(file)) else -1
                    reached = line if reached is None else reached
                trace = trace.tb_next
        try:
            value = error.msg if isinstance(error, SyntaxError) else str(error)
        except BaseException:  # a student's own exception may fail here too
            value = ""
        return {
            "output_type": "error",
            "ename": type(error).__name__[:MOST_ERROR],
            "evalue": str(value)[:MOST_ERROR],
            "traceback": [],
            "line": line if isinstance(line, int) else 0,
            "cell": cell,
            "reached": reached if isinstance(reached, int) else 0,
            "text": str(text).strip()[:MOST_ERROR],
            "missing": str(getattr(error, "name", "") or "")[:MOST_ERROR]
            if isinstance(error, NameError)
            else "",
        }


def _forget(value: Any) -> None:
    if value is not None:
        now: Any = builtins
        now.___, now.__, now._ = getattr(now, "__", ""), getattr(now, "_", ""), value


def preload() -> Runner:
    """Import and try out all that answers use, so that a fork finds it done."""
    import pandas as pd

    import trilateral
    from trilateral.record.load import preload, tables

    importlib.import_module("trilateral.exercises.recorder")
    preload(tables())
    runner = Runner()
    events = trilateral.load("events")
    # pandas imports parts of itself when they are first used.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        events.groupby("track", observed=True)["date"].agg(["min", "max", "size"]).reset_index()
        events.merge(events, on="id", how="outer", indicator=True)
        events.set_index("date").resample("YE").size().rolling(3).mean()
        events.pivot_table(index="precision", columns="track", values="title", aggfunc="count", observed=True)
        pd.crosstab(events["track"], events["precision"])
        pd.concat([events, events]).drop_duplicates("id").sort_values("date").explode("actors")
        events["date"].dt.tz_localize("UTC").dt.tz_convert("Asia/Seoul")
        pd.to_datetime(["2017-04-20"]) - pd.Timestamp("2017-04-20")
        events["title"].str.contains("a", regex=True).sum()
        events["date"].diff().dt.days.median()
    runner.run("%pwd\nsorted([2, 1])", check=False, limit=0)
    runner.run('print("warm")\n1', check=True, limit=MOST_TEXT)
    runner.run("1/0", check=False, limit=0)
    for name in SHOWN_LAST:
        vars(builtins).pop(name, None)
    gc.collect()
    gc.freeze()
    return runner


def run_job(job: dict[str, Any], send: Callable[[dict[str, Any]], None], runner: Runner) -> None:
    """Run the cells of a job and send a frame before and after each."""
    recorder = importlib.import_module("trilateral.exercises.recorder")
    recorder.begin(job["nonce"], job["questions"], runner.put_aside)
    builtins.input = _no_input
    os.environ[VARIABLE] = "1"  # an answer that calls `check` itself keeps no progress
    limit = MOST_OPEN if job["nonce"] == recorder.OPEN else MOST_TEXT
    me, dumps = os.getpid(), json.dumps
    for number, (kind, source) in enumerate(job["cells"]):
        send({"start": number})
        runner.number = number
        outputs = runner.run(source, kind == "check", limit)
        if os.getpid() != me:  # the cell forked; the copy must not go on with our work
            os._exit(0)
        _put_out_timers()
        sys.stdin = None
        # Strings may hold lone surrogates; as escapes they pass.
        send({"end": number, "outputs": json.loads(dumps(outputs))})


def _no_input(prompt: object = "") -> str:
    raise RuntimeError("input() cannot be used in an answer. Write the value into the cell instead.")


def _put_out_timers() -> None:
    if hasattr(signal, "setitimer"):
        for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
            signal.setitimer(timer, 0)


def _sender(descriptor: int) -> Callable[[dict[str, Any]], None]:
    write = os.write

    def send(content: dict[str, Any]) -> None:
        left = memoryview(frame(content))
        while left:
            left = left[write(descriptor, left) :]

    return send


def _silence(*descriptors: int) -> None:
    """Lead standard streams of the process nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in descriptors:
        os.dup2(nowhere, descriptor)
    if nowhere > 2:
        os.close(nowhere)


def _work(
    descriptor_in: int, descriptor_out: int, runner: Runner, others: int = 0, failure: OSError | None = None
) -> None:
    """Read one job, run it, and say that it is done; or say why this process is not fit to run one."""
    send = _sender(descriptor_out)
    with open(descriptor_in, "rb", buffering=0, closefd=False) as stream:
        job, _ = read_frame(stream, 2**30)
    try:
        if failure:
            raise failure
        os.chdir(job["folder"] or confine.WORK)
        confine.limit(job["limits"], others)
        seccomp.refuse()
    except OSError as error:
        send({"unfit": str(error)})
        return
    send({"pid": os.getpid()})
    run_job(job, send, runner)
    send({"done": True})


def serve(nested: bool, user: int) -> None:
    """Fork a child for each socket that comes in, until there is nobody to ask any more.

    Args:
        nested: whether each child gets namespaces of its own.
        user: who each child becomes; 0 stays.
    """
    control = socket.socket(fileno=os.dup(0))
    _silence(0, 1)
    spawner = confine.Spawner(nested, user)
    runner = preload()
    _silence(2)
    control.sendall(b"R")
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        (descriptor,) = descriptors
        os.set_inheritable(descriptor, False)

        def child(failure: OSError | None, descriptor: int = descriptor) -> None:
            os.dup2(descriptor, 3)
            os.closerange(4, 1024)
            _work(3, 3, runner, spawner.others, failure)

        spawner.start(child)
        os.close(descriptor)
        while not select.select([control], [], [], LOOK)[0]:
            if confine.LINUX and spawner.memory() > confine.MOST_MEMORY:
                spawner.stop()
        asked = control.recv(1)  # "K", or nothing, because the asker is gone: either way the child ends
        spawner.stop()
        if not asked:
            return
        control.sendall(b"D")


def once(user: int) -> None:
    """Run the one job that comes by standard input, and answer by standard output."""
    descriptor_in, descriptor_out = os.dup(0), os.dup(1)
    _silence(0, 1)  # and complaints, when we are ready: until then, somebody may read them
    importlib.import_module("trilateral.exercises.recorder")
    runner = Runner()
    if Path(confine.FONTS).is_dir():
        confine.link_fonts()
    if user:
        confine.drop(user)
    _silence(2)
    _work(descriptor_in, descriptor_out, runner)


if __name__ == "__main__":
    how, who = sys.argv[1], int(sys.argv[2])
    if how == "once":
        once(who)
    else:
        serve(how == "nested", who)
