"""A command that PostgreSQL or the object store lets down says so in one line, ends with 1, and works the next time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from sandbox.embedded.home import free_port
from sandbox.embedded.object_store import ObjectStoreServer
from tests.conftest import LOADER
from tests.faults.kills import require_all
from tests.faults.postgres_server import wired
from tests.faults.s3_proxy import Fault, proxied
from tests.resources.loading.killing import DAILY, SYNC, Case

pytestmark = pytest.mark.database
FAILED = "adwarehouse: PostgreSQL failed, nothing is lost, run it again: "
NO_STORE = "adwarehouse: the object store failed, nothing is lost, run it again: "
NO_POSTGRES = "adwarehouse: cannot connect to PostgreSQL as configured: "


@dataclass
class Site:
    """What troubles are made with; they end with `until`."""

    case: Case
    postgres: str
    server: ObjectStoreServer
    until: ExitStack


Trouble = Callable[[Site], dict[str, str]]
"""What it changes in the command's environment."""


def at_port(site: Site, port: int) -> dict[str, str]:
    """PostgreSQL at another port."""
    url = site.case.environment["DATABASE_URL"]
    return {"DATABASE_URL": url.replace(f":{conninfo_to_dict(url)['port']}/", f":{port}/")}


def nobody(site: Site) -> dict[str, str]:
    """Nothing listens where PostgreSQL should be."""
    return at_port(site, free_port())


def ended(site: Site) -> dict[str, str]:
    """The connection ends in the middle of a publish."""
    wire, _ = site.until.enter_context(wired(site.case.environment["DATABASE_URL"]))
    wire.strike("midway", at=("CREATE TEMP TABLE change",))
    return at_port(site, wire.port)


def set_for_loader(name: str, value: str) -> Trouble:
    """An administrator's setting of the loader in this database."""

    def trouble(site: Site) -> dict[str, str]:
        database = conninfo_to_dict(site.case.owner.url)["dbname"]
        words = sql.SQL("ALTER ROLE {} IN DATABASE {} ").format(sql.Identifier(LOADER), sql.Identifier(str(database)))
        admin = site.until.enter_context(psycopg.connect(site.postgres, autocommit=True))
        admin.execute(words + sql.SQL("SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
        site.until.callback(admin.execute, words + sql.SQL("RESET {}").format(sql.Identifier(name)))
        return {}

    return trouble


def store_says(code: str) -> Trouble:
    """The object store answers everything with an error."""

    def trouble(site: Site) -> dict[str, str]:
        proxy, _ = site.until.enter_context(proxied(site.server, site.case.store.bucket))
        proxy.strike(Fault("refused", code=code, times=None))
        return {"S3_ENDPOINT_URL": proxy.endpoint}

    return trouble


TROUBLES: dict[str, tuple[str, Trouble, str]] = {
    "nobody listens": ("19", nobody, NO_POSTGRES),
    "the connection ends in the middle": ("19", ended, FAILED),
    "read-only": ("21", set_for_loader("default_transaction_read_only", "on"), FAILED),
    "too slow": ("20", set_for_loader("statement_timeout", "1ms"), FAILED),
    "access denied": ("23", store_says("AccessDenied"), NO_STORE),
    "the bucket is gone": ("23", store_says("NoSuchBucket"), NO_STORE),
}
QUICK = ("the connection ends in the middle", "access denied")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            marks=[
                pytest.mark.fault(
                    number,
                    f"A command meets: {name}",
                    how="`adwarehouse sync` in a process of its own",
                    invariants="I1 I2 I3 I4 I7 I9 I11 I12",
                ),
                *([] if name in QUICK else [pytest.mark.thorough]),
            ],
        )
        for name, (number, _, _) in TROUBLES.items()
    ],
)
def test_a_command_says_what_failed_in_one_line_and_works_the_next_time(
    case: Case, postgres: str, object_store_server: ObjectStoreServer, name: str
) -> None:
    _, trouble, expected = TROUBLES[name]
    with ExitStack() as until:
        environment = trouble(Site(case, postgres, object_store_server, until))
        assert case.run(*SYNC, *DAILY, **environment) == 1
    said = case.output.read_text()
    assert "Traceback" not in said
    (line,) = [line for line in said.splitlines() if line.startswith("adwarehouse: ")]
    assert line.startswith(expected)
    case.do(*SYNC, *DAILY)
    require_all(case)
