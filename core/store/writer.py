"""The one writer of SQLite: a thread that owns a connection and shares commits.

Whatever waits is run in one transaction with one durable commit, and each
caller is answered only after it. A use case that reads is isolated by a
savepoint; one that only collects needs none.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from core.clock import Clock
from core.store.work import Row, Shared, Work, write_rows

GROUP_LIMIT = 256

UseCase = Callable[[Work], Any]


@dataclass
class Waiting:
    """A use case, and who waits for its result."""

    use_case: UseCase
    future: "Future[Any]"


@dataclass
class _Outcome:
    value: Any = None
    error: BaseException | None = None


class Writer:
    """Runs use cases on one thread; `committed` is called after each commit."""

    def __init__(
        self, engine: Engine, shared: Shared, clock: Clock, committed: Callable[[], None]
    ) -> None:
        self._engine = engine
        self._shared = shared
        self._clock = clock
        self._committed = committed
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="sqlite-writer", daemon=True)

    @property
    def waiting(self) -> int:
        """How many use cases wait for their turn."""
        return self._queue.qsize()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish what waits, and end the thread."""
        self._queue.put(None)
        self._thread.join()

    def submit(self, use_case: UseCase) -> "Future[Any]":
        """Have `use_case` run; the future is done after its commit."""
        future: Future[Any] = Future()
        self._queue.put(Waiting(use_case, future))
        return future

    def _run(self) -> None:
        with self._engine.connect() as connection:
            while (first := self._queue.get()) is not None:
                group, ended = self._gather(first)
                self._serve(connection, group)
                if ended:
                    return

    def _gather(self, first: Waiting) -> tuple[list[Waiting], bool]:
        group = [first]
        while len(group) < GROUP_LIMIT:
            try:
                following = self._queue.get_nowait()
            except queue.Empty:
                break
            if following is None:
                return group, True
            group.append(following)
        return group, False

    def _serve(self, connection: Connection, group: list[Waiting]) -> None:
        try:
            outcomes = self._transact(connection, group)
        except Exception:  # noqa: BLE001  whatever it is, it is one caller's: find out whose
            outcomes = [self._alone(connection, one) for one in group]
        self._committed()
        for waiting, outcome in zip(group, outcomes, strict=True):
            if waiting.future.cancelled():
                continue
            if outcome.error is not None:
                waiting.future.set_exception(outcome.error)
            else:
                waiting.future.set_result(outcome.value)

    def _alone(self, connection: Connection, waiting: Waiting) -> _Outcome:
        try:
            return self._transact(connection, [waiting])[0]
        except IntegrityError:
            return self._once_more(connection, waiting)
        except Exception as error:  # noqa: BLE001  it is told to the caller
            return _Outcome(error=error)

    def _once_more(self, connection: Connection, waiting: Waiting) -> _Outcome:
        """What it collided with is there to be seen now."""
        try:
            return self._transact(connection, [waiting])[0]
        except Exception as error:  # noqa: BLE001  it is told to the caller
            return _Outcome(error=error)

    def _transact(self, connection: Connection, group: list[Waiting]) -> list[_Outcome]:
        number = self._shared.next_number
        learnt: dict[Any, Any] = {}
        try:
            with connection.begin():
                outcomes = _Group(connection, self._shared, self._clock, learnt).run(group)
        except BaseException:
            self._shared.next_number = number
            raise
        self._shared.principals.update(learnt)
        return outcomes


class _Group:
    """The use cases of one transaction."""

    def __init__(
        self, connection: Connection, shared: Shared, clock: Clock, learnt: dict[Any, Any]
    ) -> None:
        self._connection = connection
        self._shared = shared
        self._clock = clock
        self._learnt = learnt
        self._rows: dict[str, list[Row]] = {}
        self._jobs: list[Row] = []

    def run(self, group: list[Waiting]) -> list[_Outcome]:
        """Run each; an error of one is its own."""
        outcomes = [self._one(waiting.use_case) for waiting in group]
        self._settle()
        return outcomes

    def _settle(self) -> None:
        write_rows(self._connection, self._rows, self._jobs)
        self._rows, self._jobs = {}, []

    def _one(self, use_case: UseCase) -> _Outcome:
        work = Work(self._connection, self._clock.now(), self._shared)
        savepoint: list[Any] = []

        def before_read() -> None:
            self._settle()
            savepoint.append(self._connection.begin_nested())

        work.before_read = before_read
        try:
            value = use_case(work)
            if savepoint:
                work.flush()
                savepoint[0].commit()
            else:
                rows, jobs = work.take_rows()
                for name, given in rows.items():
                    self._rows.setdefault(name, []).extend(given)
                self._jobs.extend(jobs)
        except Exception as error:  # noqa: BLE001  it is told to the caller
            if savepoint:
                savepoint[0].rollback()
            return _Outcome(error=error)
        self._learnt.update(work.learnt)
        return _Outcome(value=value)
