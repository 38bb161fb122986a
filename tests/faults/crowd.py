"""Several processes at once, each a command line of its own in a folder of its own, as on several machines."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from resources.credentials import Vault, new_key
from resources.windows import Window
from sandbox.embedded.object_store import ObjectStoreServer
from sandbox.ledger import Ledger
from tests.conftest import Databases, copied, fresh_bucket
from tests.faults.loads import on
from tests.playground import Playground, playground
from tests.resources.loading import killing
from tests.resources.loading.killing import ACCOUNT, LATER, WINDOW, Case, Prepared

PATIENCE_SECONDS = 200
Command = Sequence[str]


@contextmanager
def some_days(
    postgres: str, template: Databases, server: ObjectStoreServer, folder: Path, window: Window = WINDOW
) -> Iterator[Prepared]:
    """Days of an account as they were published; two days later the last of them read differently."""
    killing.warm()
    with (
        copied(postgres, template) as base,
        fresh_bucket(server) as store,
        playground(base.loader_url, store, Ledger.default(seed=1)) as world,
    ):
        key = new_key()
        with_key = world.context.settings.model_copy(update={"adwarehouse_encryption_keys": SecretStr(key)})
        world.context = replace(world.context, settings=with_key, vault=Vault(key))
        world.connect(ACCOUNT)
        assert world.sync(window, ACCOUNT, ("campaigns", "campaign_daily", "campaign_hourly")) == []
        world.clock.move_to(LATER)
        world.warehouse.close()
        yield Prepared(world, base, postgres, server, folder)


def together(case: Case, *commands: Command) -> list[int | None]:
    """Start every command at the same moment, in a process and a folder of its own; their exit codes."""
    context = multiprocessing.get_context("forkserver")
    children = []
    for number, command in enumerate(commands):
        home = Path(case.environment["ADWAREHOUSE_HOME"]) / str(number)
        home.mkdir(exist_ok=True)
        environment = case.environment | {"ADWAREHOUSE_HOME": str(home)}
        children.append(context.Process(target=killing.obey, args=(environment, command, str(case.output))))
    for child in children:
        child.start()
    for child in children:
        child.join(PATIENCE_SECONDS)
    codes = [child.exitcode for child in children]
    for child in children:
        child.kill()
        child.join()
        child.close()
    return codes


def world_of(case: Case) -> Playground:
    """The case as the checker sees it."""
    return on(case.world, warehouse=case.owner, store=case.store)
