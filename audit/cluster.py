"""The work of `audit.workers` on the machines of a Dask cluster that somebody else runs.

Dask hands out batches of tasks, and runs those of a worker that died elsewhere; it can't end a task that hangs or
eats the memory. So every thread of a Dask worker has an outpost, a process of ours, which gives each task to a process
that may be killed: deadline and memory limit hold there as they do at home.
"""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from typing import Any, TypeVar

from audit import journal
from audit.limits import Limits
from audit.outpost import Job, Outpost
from audit.store.fingerprint import program

Task = TypeVar("Task")
Result = TypeVar("Result")

_BATCH = 8  # tasks: seconds of work, so that little is repeated where a machine is lost
_AHEAD = 2  # batches that wait at each thread of the cluster
_PATIENCE_SECONDS = 30  # for a scheduler to answer, and for a first worker to be there
_AGAIN = 3  # times that a batch is handed out anew after Dask gave it up
_mine = threading.local()


class ClusterError(Exception):
    """Says in Chinese why the cluster can't be used, and what to do about it."""


class OtherProgramError(Exception):
    """A Dask worker has another version of this program, or of an engine, than the one that asks it."""


@contextmanager
def joined(address: str, limits: Limits, places: Sequence[str] = ()) -> Iterator[Cluster]:
    """The cluster whose scheduler listens at `address` (tcp://host:port), for use in place of `audit.workers.run`.

    `places` are local paths that every worker must see under the same name. Raises `ClusterError`.
    """
    try:
        distributed = import_module("distributed")
    except ImportError as error:
        raise ClusterError("使用 --scheduler 需要先安装 Dask：pip install 'selfeval[cluster]'") from error
    try:
        client = distributed.Client(address, timeout=_PATIENCE_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ClusterError(f"无法连接调度器 {address}：{journal.trouble(error)}") from error
    try:
        _inspect(client, address, places)
        yield Cluster(distributed, client, limits)
    finally:
        with suppress(OSError, TimeoutError):
            client.close(timeout=_PATIENCE_SECONDS)


def _inspect(client: Any, address: str, places: Sequence[str]) -> None:
    """Whether there are workers, with the same program and the same files as here."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE_SECONDS)
    except TimeoutError as error:
        raise ClusterError(f"调度器 {address} 上没有工作进程；请先在各机器上运行 dask worker {address}") from error
    try:
        looked = client.run(_looked, program(), tuple(places))
    except Exception as error:
        # Broad as Dask is: a worker that can't load a function says so with exceptions of any kind.
        raise ClusterError(_no_program(error)) from error
    for worker, (other, missing) in looked.items():
        if other:
            raise ClusterError(_other_program(worker))
        if missing:
            raise ClusterError(f"工作进程 {worker} 上找不到 {missing}；请在每台机器上以同样的路径挂载共享目录")


def _looked(ours: str, places: Sequence[str]) -> tuple[bool, str]:
    """On a worker: whether its program is another, and the first path that isn't there."""
    return program() != ours, next((place for place in places if not os.path.lexists(place)), "")


def _other_program(worker: str) -> str:
    return f"工作进程 {worker} 上的 selfeval 或读取引擎与本机版本不同；请安装相同的版本"


def _no_program(error: Exception) -> str:
    return f"集群的工作进程不能运行 selfeval（{journal.trouble(error)}）；请在每台机器上安装与本机相同的版本"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that was joined; calling it does as `audit.workers.run` does."""

    distributed: Any
    client: Any
    limits: Limits

    def __call__(
        self,
        tasks: Iterable[Task],
        work: Callable[[Task], Result],
        lost: Callable[[Task, str], Result],
        *,
        again: Callable[[Task, str], Result] | None = None,
    ) -> Generator[tuple[int, Result], None, None]:
        """The results, batch by batch as they come. What is handed over (also `lost`) must be picklable.

        Raises `ClusterError` when the scheduler is gone or a worker is unfit. Closing the generator takes back what
        has not begun; batches at work end by themselves, their results unused.
        """
        waiting = enumerate(tasks)
        out: dict[Any, _Batch] = {}
        ended = self.distributed.as_completed(loop=self.client.loop)

        def give(batch: _Batch) -> None:
            job = Job(tuple(task for _, task in batch.tasks), work, lost, again, self.limits)
            future = self.client.submit(_done, pickle.dumps(job), program(), pure=False)
            out[future] = batch
            ended.add(future)

        def fill() -> None:
            room = _AHEAD * max(1, sum(self.client.nthreads().values())) + 1
            while len(out) < room and (batch := tuple(islice(waiting, _BATCH))):
                give(_Batch(batch))

        try:
            fill()
            while out:
                future = next(ended)
                batch = out.pop(future)
                results = self._results(future, batch, lost)
                if results is None:
                    give(_Batch(batch.tasks, batch.tries + 1))
                    continue
                fill()
                yield from ((at, result) for (at, _), result in zip(batch.tasks, results, strict=True))
        finally:
            with suppress(OSError, TimeoutError):
                self.client.cancel(list(out))

    def _results(self, future: Any, batch: _Batch, lost: Callable[[Any, str], Any]) -> list[Any] | None:
        """Those of a batch that ended; None where it is to be handed out anew."""
        if future.status == "finished":
            results: list[Any] = pickle.loads(future.result())
            return results
        if future.status != "error":
            raise ClusterError("与调度器失去联系；请确认集群仍在运行，再次运行同一命令会从中断处继续")
        error = future.exception()
        if isinstance(error, OtherProgramError):
            raise ClusterError(_other_program(str(error)))
        if not isinstance(error, (OSError, EOFError, MemoryError, self.distributed.KilledWorker)):
            raise ClusterError(_no_program(error))
        if batch.tries < _AGAIN:
            return None
        cause = f"集群的工作进程反复中断（{journal.trouble(error)}）"
        return [lost(task, cause) for _, task in batch.tasks]


@dataclass(frozen=True, slots=True)
class _Batch:
    tasks: tuple[tuple[int, Any], ...]
    tries: int = 0


def _done(job: bytes, ours: str) -> bytes:
    """In a thread of a Dask worker: the results of a pickled `Job`, pickled."""
    if program() != ours:
        raise OtherProgramError(import_module("distributed").get_worker().address)
    try:
        return _outpost().ask(job)
    except (OSError, EOFError):
        _mine.outpost.close()
        del _mine.outpost
        raise


def _outpost() -> Outpost:
    if not hasattr(_mine, "outpost"):
        _mine.outpost = Outpost()
    outpost: Outpost = _mine.outpost
    return outpost
