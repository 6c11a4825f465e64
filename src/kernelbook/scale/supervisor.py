"""A supervisor: starts a program once for each worker, and all of them again when one has died."""

import os
import signal
import subprocess
import time
from pathlib import Path

from kernelbook import guards
from kernelbook.scale.addresses import cluster_text, free_addresses

__all__ = ["WorkerError", "supervise"]

LOOK = 0.1  # seconds from one look at the workers to the next
REFUSED = 2  # the code of a program that refuses its arguments
LAST_WORDS = 15  # lines of a log that an error shows


class WorkerError(RuntimeError):
    """Workers died more often than they were to be started."""


def supervise(command, workers, *, folder, starts=3, deadline=3600):
    """Start a program on this machine as several workers of one cluster; if one dies, end all and start all again.

    A worker that is lost takes the others with it: they wait for its gradients. So the program must go on from a
    checkpoint where there is one, as `train_together` does. On a cluster of many machines its scheduler does this work.

    Parameters
    ----------
    command : list of str
        The program and its arguments. Each process is told who it is by TF_CONFIG, with ports the system chose.
    workers : int
    folder : str or Path
        Where each worker's output goes, ``worker-0.log``, and its errors, ``worker-0.err``. What worker 0 prints is
        shown, too.
    starts : int
        How often all are started, at most.
    deadline : float
        Seconds for each start, after which all are ended.

    Returns
    -------
    list of list of int
        For each start, the code with which each worker ended: -9 after SIGKILL, and None if it had to be ended because
        another had died. The last is all zeros.

    Raises
    ------
    WorkerError
        If after the last start one has died again, the deadline came, or one ended with code 2, by which programs say
        that they refuse their arguments: with the last lines it wrote.
    ValueError
        If an argument makes no sense, or the program cannot be started.

    Notes
    -----
    Also after an error and after Ctrl-C, no worker is left behind. A supervisor that is itself killed cannot see to
    that: a program that may get SIGTERM should turn it into an exception, as ``signal.signal`` can.
    """
    if not isinstance(command, list | tuple) or not command or not all(isinstance(each, str) for each in command):
        raise ValueError(f"command={guards.shown(command)}: expected a list of texts, the program and its arguments")
    guards.whole("workers", workers, 1)
    guards.whole("starts", starts, 1)
    guards.number("deadline", deadline, above=0)
    if not isinstance(folder, str | Path) or not Path(folder).is_dir():
        raise ValueError(f"folder={guards.shown(str(folder))}: there is no such folder")
    for worker in range(workers):
        for file in logs(Path(folder), worker):
            file.write_bytes(b"")
    codes = []
    while len(codes) < starts:
        found, died = run_once(command, workers, Path(folder), deadline)
        codes.append(found)
        if died is None:
            return codes
        if found[died] == REFUSED:
            break
    came = f"{len(codes)} of {starts} starts, exit codes {codes}"
    raise WorkerError(f"{came}; the last words of worker {died}:\n{last_words(Path(folder), died)}")


def run_once(command, workers, folder, deadline):
    """Start all workers and wait; return their exit codes, and which one failed first, or None."""
    addresses, running = free_addresses(workers), []
    try:
        with open(logs(folder, 0)[0], encoding="utf-8", errors="replace") as news:
            news.seek(0, os.SEEK_END)  # behind what earlier starts have printed
            for worker in range(workers):
                running.append(start(command, addresses, worker, folder))
            return watch(running, news, time.monotonic() + deadline)
    finally:
        for process in running:
            end(process)
        for process in running:
            process.wait()


def end(process):
    """End a worker, and all processes of its session."""
    if process.poll() is None and hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def logs(folder, worker):
    """Return the two files of a worker's output: what it prints, and what it complains of, of all starts."""
    return folder / f"worker-{worker}.log", folder / f"worker-{worker}.err"


def start(command, addresses, worker, folder):
    """Start one worker, in a session of its own: so Ctrl-C reaches the supervisor alone, and it ends them all."""
    environment = os.environ | {"TF_CONFIG": cluster_text(addresses, worker), "PYTHONUNBUFFERED": "1"}
    log, errors = logs(folder, worker)
    with open(log, "ab") as stdout, open(errors, "ab") as stderr:
        streams = {"stdin": subprocess.DEVNULL, "stdout": stdout, "stderr": stderr}
        try:
            return subprocess.Popen(command, env=environment, start_new_session=True, **streams)
        except OSError as error:
            raise ValueError(f"command={guards.shown(command)} cannot be started: {error}") from None


def watch(running, news, until):
    """Hand on what worker 0 prints until all have ended well, or one has not; return all codes, and which failed."""
    while True:
        codes = [process.poll() for process in running]
        print(news.read(), end="", flush=True)
        failed = [worker for worker, code in enumerate(codes) if code]
        if failed or None not in codes:
            return codes, failed[0] if failed else None
        if time.monotonic() > until:
            return codes, codes.index(None)
        time.sleep(LOOK)


def last_words(folder, worker):
    """Return the end of what a worker has complained of."""
    lines = logs(folder, worker)[1].read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[-LAST_WORDS:]) or "(none)"
