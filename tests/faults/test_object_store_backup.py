"""The object store fails under a backup, which goes there in parts: no half backup counts, and no part stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
import pytest
from botocore.exceptions import BotoCoreError, ClientError
from psycopg import sql

from resources import backup, object_store
from resources.backup import Manifest
from resources.object_store import ObjectStore
from resources.settings import Settings
from sandbox.embedded.object_store import ObjectStoreServer
from tests.conftest import OWNER
from tests.faults.invariants import require
from tests.faults.loads import Copy, Prepared, on
from tests.faults.s3_proxy import Fault, Request, S3Proxy, proxied
from tests.resources.backup.conftest import settings_of

pytestmark = pytest.mark.database
LOST = (BotoCoreError, ClientError)
PART_BYTES = 5 << 20
"""The smallest that S3 takes."""
NOISE = """
    INSERT INTO app.users (email, name, settings)
    SELECT 'noise@example.com', 'noise', jsonb_build_object('noise', string_agg(md5(random()::text), ''))
    FROM generate_series(1, 450000)
"""
"""7 MB that cannot be compressed."""
FOLDER = "backups/"


def is_part(request: Request) -> bool:
    """The second part is uploaded."""
    return request.method == "PUT" and "partNumber=2" in request.query


def is_completion(request: Request) -> bool:
    """The parts are put together."""
    return request.method == "POST" and "uploadId" in request.query


def everything_from_the_second_part() -> Fault:
    """The store goes away in the midst of an upload."""
    begun: list[Request] = []

    def strikes(request: Request) -> bool:
        begun.extend([request] if is_part(request) else [])
        return bool(begun)

    return Fault("refused", strikes, times=None)


HEALING: dict[str, Callable[[], Fault]] = {
    "one 500 for a part": lambda: Fault("refused", is_part),
    "a burst of 503 SlowDown for a part": lambda: Fault("refused", is_part, code="SlowDown", times=4),
    "a part that is cut in the middle": lambda: Fault("cut", is_part),
    "a part whose answer is lost": lambda: Fault("unanswered", is_part),
    "the last answer is lost": lambda: Fault("unanswered", is_completion),
}
GONE = "the store is gone from a part on"
ENDING: dict[str, Callable[[], Fault]] = {
    "a part is cut for ever": lambda: Fault("cut", is_part, times=None),
    "500 for a part for ever": lambda: Fault("refused", is_part, times=None),
    "access denied at the end": lambda: Fault("refused", is_completion, code="AccessDenied", times=None),
    GONE: everything_from_the_second_part,
}


@dataclass
class Vault:
    """The fortnight's copy, what is needed to back it up, and the way to the bucket."""

    copy: Copy
    settings: Settings
    store: ObjectStore
    proxy: S3Proxy

    def back_up(self) -> Manifest:
        """Back the warehouse up."""
        return backup.back_up(self.copy.owner, self.store, self.settings, backup.databases(self.settings)[0])

    def uploads(self) -> list[str]:
        """Keys of uploads that nobody finished."""
        found = self.store.client.list_multipart_uploads(Bucket=self.store.bucket, Prefix=FOLDER)
        return [upload["Key"] for upload in found.get("Uploads", [])]

    def objects(self) -> list[str]:
        """Keys of backups and their manifests."""
        return [item.key for item in self.store.list(FOLDER)]


@pytest.fixture
def vault(
    fortnight: Prepared, object_store_server: ObjectStoreServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Vault]:
    """A copy of the fortnight with enough in it for two parts, whose owner may make databases."""
    monkeypatch.setattr(object_store, "PART_BYTES", PART_BYTES)
    with (
        fortnight.copy() as copy,
        proxied(object_store_server, copy.world.context.store.bucket) as (proxy, store),
    ):
        with psycopg.connect(copy.admin_url) as admin:
            admin.execute(NOISE)
            admin.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER)))
        settings = settings_of(fortnight.postgres, copy.databases, store, object_store_server)
        copy.world = on(copy.world, store=store)
        yield Vault(copy, settings, store, proxy)


def require_good(vault: Vault, manifest: Manifest) -> None:
    """One backup, its manifest, and nothing else; it can be restored."""
    assert vault.objects() == sorted([manifest.key, manifest.own_key])
    assert vault.uploads() == []
    assert backup.drill(vault.copy.owner, vault.store, vault.settings, backup.databases(vault.settings)[0]).is_good
    require(vault.copy.world)


@pytest.mark.fault(
    "23",
    "The object store fails for a moment under a backup",
    how="a proxy of our own: 500, 503, a part cut in its body, an answer lost, of a multipart upload",
    invariants="backup restorable, no orphaned upload",
)
@pytest.mark.parametrize(
    "name",
    [name if "last" in name else pytest.param(name, marks=pytest.mark.thorough) for name in HEALING],
)
def test_a_backup_outlives_a_moment_without_the_object_store(vault: Vault, name: str) -> None:
    fault = HEALING[name]()
    vault.proxy.strike(fault)
    manifest = vault.back_up()
    assert fault.struck
    vault.proxy.clear()
    require_good(vault, manifest)


@pytest.mark.fault(
    "23",
    "The object store fails for good under a backup",
    how="a proxy of our own: parts cut or refused, the completion denied, everything refused, of a multipart upload",
    invariants="no half backup, no orphaned upload after the next one",
)
@pytest.mark.parametrize(
    "name",
    [name if name == GONE else pytest.param(name, marks=pytest.mark.thorough) for name in ENDING],
)
def test_a_backup_without_the_object_store_leaves_nothing_that_looks_like_one(vault: Vault, name: str) -> None:
    fault = ENDING[name]()
    vault.proxy.strike(fault)
    with pytest.raises(LOST):
        vault.back_up()
    vault.proxy.clear()
    assert vault.objects() == []
    assert (vault.uploads() != []) == (name == GONE)
    require_good(vault, vault.back_up())
