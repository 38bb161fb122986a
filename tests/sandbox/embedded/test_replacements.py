"""What the environment replaces."""

from __future__ import annotations

import pytest

from resources.errors import ConfigurationError
from sandbox.embedded.replacements import SERVICES, check, replaces
from tests.sandbox.embedded.conftest import ELSEWHERE, only

PLATFORMS = tuple(ELSEWHERE["platforms"])


def listed(*names: str) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


@pytest.mark.parametrize("part", SERVICES)
def test_a_part_is_replaced_by_all_of_its_addresses(part: str) -> None:
    assert not replaces({}, part)
    assert not replaces(dict.fromkeys(ELSEWHERE[part], ""), part)
    assert replaces(ELSEWHERE[part], part)
    check(ELSEWHERE[part])
    check(only(part))


def test_dagsters_database_alone_may_be_embedded_or_not() -> None:
    warehouse = dict.fromkeys(("DATABASE_URL", "DATABASE_OWNER_URL"), "postgresql://x")
    for environ in (warehouse, {"DAGSTER_DATABASE_URL": "postgresql://x"}):
        check(environ)
        assert not replaces(environ, "postgresql")


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ("DATABASE_URL", "DATABASE_OWNER_URL"),
        ("DATABASE_OWNER_URL", "DATABASE_URL"),
        *((name, listed(*(other for other in PLATFORMS if other != name))) for name in PLATFORMS),
        *(
            (name, listed(*PLATFORMS))
            for name in ("META_APP_SECRET", "SHOPEE_PARTNER_KEY", "GOOGLE_ADS_DEVELOPER_TOKEN")
        ),
        ("AWS_ACCESS_KEY_ID", "S3_ENDPOINT_URL"),
    ],
)
def test_half_a_replacement_is_refused_with_what_is_missing_and_without_values(given: str, missing: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{given} set without {missing}; ") as raised:
        check({given: "s3cret"})
    assert "s3cret" not in str(raised.value)
