"""Who hands files to workers: nobody, a pool of processes, Dask. Each worker is a process, and ends with its way."""

import os
import time
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from unittest import mock

ONE_THREAD = dict.fromkeys(("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"), "1")


def timed(way, ready, task, files):
    """Let a way answer files; return {file: answer}, and what was measured, in seconds.

    The start lasts until every worker has said that it is ready, the work until the last answer is here; what this
    process imports beforehand does not count. What all took of the processor is known once they have ended.
    """
    with mock.patch.dict(os.environ, ONE_THREAD):
        place = way(ready)
        used, began = used_by_all(), time.perf_counter()
        with place as compute:
            stood = time.perf_counter()
            answers = compute(task, files)
            done = time.perf_counter()
    return answers, {"start": stood - began, "work": done - stood, "processor, all": used_by_all() - used}


def used_by_all():
    """Return the seconds of the processor that this process has used, and those that it started and that ended."""
    import resource

    each = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in each)


@contextmanager
def alone(ready):
    """One worker, which goes through the files in a loop."""
    with processes(1) as pool:
        pool.submit(ready).result()
        yield lambda task, files: dict(zip(files, pool.submit(each, task, files).result(), strict=True))


def each(task, files):
    """Do a task with one file after the other."""
    return [task(file) for file in files]


@contextmanager
def process_pool(ready, workers=2):
    """Python's own pool. When a worker is gone, the pool is broken: what was answered before is kept, no more comes."""
    with processes(workers) as pool:
        standing = set()
        while len(standing) < workers:
            standing |= {future.result() for future in [pool.submit(ready) for _ in range(workers)]}
        yield lambda task, files: answered({file: pool.submit(task, file) for file in files})


def answered(futures):
    """Return the results of all files, or of those that were answered before the pool broke."""
    wait(futures.values())
    broken = {file for file, future in futures.items() if isinstance(future.exception(), BrokenProcessPool)}
    return {file: future.result() for file, future in futures.items() if file not in broken}


@contextmanager
def processes(workers):
    """A pool of new processes; where something fails outside of it, they are ended at once."""
    before = set(active_children())
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    try:
        yield pool
    except BaseException:
        for child in set(active_children()) - before:
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def dask(ready, workers=2):
    """Dask: a scheduler in this process, and workers that a nanny each starts again when they are gone."""
    from dask.distributed import Client, LocalCluster

    local = {"processes": True, "threads_per_worker": 1, "dashboard_address": None, "silence_logs": "CRITICAL"}

    @contextmanager
    def standing():
        with LocalCluster(n_workers=workers, **local) as cluster, Client(cluster) as client:
            client.wait_for_workers(workers)
            client.run(ready)
            yield lambda task, files: dict(zip(files, client.gather(client.map(task, files)), strict=True))

    return standing()
