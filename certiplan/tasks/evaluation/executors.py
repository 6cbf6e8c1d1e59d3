"""Where cases are run: processes of this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from urllib.parse import urlsplit

from certiplan.errors import UsageError
from certiplan.tasks.evaluation.processes import LocalProcesses

_CONNECT_TIMEOUT_S = 10


@contextmanager
def open_executor(
    where: str = "processes", *, workers: int = 1, case_limit_s: float | None = None
) -> Iterator[Executor]:
    """An executor to run cases with; when the work is broken off, so are calls that are under way.

    Args:
        where: "processes", or "dask://HOST:PORT" for the scheduler of a Dask cluster.
        workers: how many processes; a cluster has its own.
        case_limit_s: how long a case may take before its process is killed; a cluster kills none.

    Raises:
        UsageError: it is neither, or the cluster does not answer.
    """
    if where == "processes":
        local = LocalProcesses(workers, call_limit_s=case_limit_s)
        try:
            yield local
        except BaseException:
            local.shutdown(cancel_futures=True)
            raise
        local.shutdown()
    elif where.startswith("dask://"):
        if case_limit_s is not None:
            raise UsageError("--case-limit-s kills processes of this machine: leave it out for a cluster")
        with _dask(where) as cluster:
            yield cluster
    else:
        raise UsageError(f"--executor {where}: expected processes or dask://HOST:PORT")


@contextmanager
def _dask(where: str) -> Iterator[Executor]:
    try:
        from distributed import Client  # loads a good deal
    except ImportError as error:
        raise UsageError("a Dask cluster needs the extra dask: pip install 'certiplan[dask]'") from error
    try:
        address = urlsplit(where)
        host, port = address.hostname, address.port
    except ValueError as error:
        raise UsageError(f"--executor {where}: {error}") from error
    if not host or port is None:
        raise UsageError(f"--executor {where}: expected dask://HOST:PORT, the address of the scheduler")
    try:
        client = Client(  # type: ignore[no-untyped-call]
            f"tcp://{host}:{port}", timeout=_CONNECT_TIMEOUT_S, set_as_default=False
        )
    except (OSError, TimeoutError) as error:
        raise UsageError(f"no Dask scheduler answers at {host}:{port}: {error}") from error
    with client, client.get_executor() as executor:  # type: ignore[no-untyped-call]
        yield executor
