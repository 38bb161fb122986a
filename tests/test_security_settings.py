"""Nothing leaves this machine in plain text unless told so, and secrets may come from files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from resources.errors import ConfigurationError
from resources.settings import SECRETS, Settings, load_settings, near_environment
from resources.transport import ADDRESSES, is_loopback, is_plain_http, is_plain_postgres

LONG_PASSWORD = "p" * 24


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A process in an empty folder for which nothing is set."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


@pytest.mark.parametrize(
    ("url", "is_plain"),
    [
        ("postgresql://u:p@db.example.com/x", True),
        ("postgresql://u:p@db.example.com/x?sslmode=prefer", True),
        ("postgresql://u:p@db.example.com/x?sslmode=allow", True),
        ("postgresql://u:p@db.example.com/x?sslmode=disable", True),
        ("postgresql://u:p@db.example.com/x?sslmode=require", False),
        ("postgresql+psycopg2://u:p@db.example.com/x?sslmode=verify-ca", False),
        ("postgresql://u:p@10.0.0.1/x?connect_timeout=3&sslmode=verify-full", False),
        ("postgresql://u:p@127.0.0.1:5432/x", False),
        ("postgresql://u:p@127.8.9.1/x", False),
        ("postgresql://u:p@localhost/x", False),
        ("postgresql://u:p@[::1]:5432/x", False),
        ("postgresql:///x?host=/run/postgresql", False),
        ("postgresql://u:p@localhost,db.example.com/x", True),
        ("postgresql://u:p@localhost/x?host=db.example.com", True),
        ("postgresql://u:p@localhost/x?hostaddr=10.0.0.1", True),
        ("postgresql://u:p@localhost.example.com/x", True),
        ("postgresql://u:p@0.0.0.0/x", True),
        ("postgresql://u:p@127.1/x", True),
        ("postgresql://u:p@127.0.0.1.example.com/x", True),
        ("postgresql://u:p@h/x?nonsense=1", True),
        ("postgresql:///x?service=far", True),
        ("postgresql:///x?service=far&sslmode=verify-full", False),
        ("postgresql://u:p@127.0.0.1/x?service=far", True),
    ],
)
def test_postgresql_on_another_machine_is_encrypted(url: str, is_plain: bool) -> None:
    assert is_plain_postgres(url) is is_plain


@pytest.mark.parametrize(
    ("url", "is_plain"),
    [
        ("postgresql:///x", True),
        ("postgresql:///x?sslmode=require", False),
        ("postgresql://u:p@localhost/x", False),
    ],
)
def test_what_a_connection_string_leaves_out_is_in_the_environment(
    monkeypatch: pytest.MonkeyPatch, url: str, is_plain: bool
) -> None:
    assert not is_plain_postgres(url)
    monkeypatch.setenv("PGHOST", "db.example.com")
    assert is_plain_postgres(url) is is_plain
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert not is_plain_postgres(url)


def test_what_a_service_adds_is_in_a_file_that_nobody_reads_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSERVICE", "far")
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert is_plain_postgres("postgresql:///x")
    assert is_plain_postgres("postgresql://u:p@localhost/x")
    assert not is_plain_postgres("postgresql:///x?sslmode=verify-full")


@pytest.mark.parametrize(
    ("url", "is_plain"),
    [
        ("http://s3.example.com", True),
        ("https://s3.example.com", False),
        ("HTTPS://s3.example.com", False),
        ("http://127.0.0.1:8333", False),
        ("http://localhost:8333", False),
        ("http://[::1]:8333", False),
        ("http://localhost@s3.example.com", True),
        ("http://127.0.0.1.example.com", True),
        ("http://[::1", True),
    ],
)
def test_web_addresses_on_another_machine_are_encrypted(url: str, is_plain: bool) -> None:
    assert is_plain_http(url) is is_plain


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_address_is_refused_by_name_without_showing_it_and_allowed_by_word(
    bare: pytest.MonkeyPatch, name: str
) -> None:
    scheme = "postgresql" if "database" in name else "http"
    bare.setenv(name.upper(), f"{scheme}://me:{LONG_PASSWORD}@there.example.com/x")
    with pytest.raises(ConfigurationError) as refused:
        load_settings()
    said = str(refused.value)
    assert f"{name.upper()} leads to another machine in plain text" in said
    assert LONG_PASSWORD not in said
    assert "example.com" not in said
    kind = said.rpartition("ADWAREHOUSE_ALLOW_PLAINTEXT=")[2]
    bare.setenv("ADWAREHOUSE_ALLOW_PLAINTEXT", f"mail, {kind}")
    assert load_settings().adwarehouse_allow_plaintext == {"mail", kind}


def test_every_setting_with_an_address_is_looked_at() -> None:
    addresses = {name for name in Settings.model_fields if name.endswith(("_url", "_endpoint"))}
    elsewhere = {"google_ads_endpoint": "gRPC over TLS only", "smtp_url": "STARTTLS", "dagster_ui_url": "a link"}
    assert addresses == {*ADDRESSES, *elsewhere}


def test_what_may_be_plain_is_a_word_that_is_known(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("ADWAREHOUSE_ALLOW_PLAINTEXT", "postgres,everything")
    with pytest.raises(ConfigurationError, match=r"ADWAREHOUSE_ALLOW_PLAINTEXT: .*'postgres', 's3', 'platforms'"):
        load_settings()


@pytest.mark.parametrize("host", ["LOCALHOST", "127.0.0.1", "127.255.0.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_has_several_names(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(("content", "secret"), [(b"s3cret\n", "s3cret"), (b"s3cret\r\n", "s3cret"), (b"a\n\n", "a\n")])
def test_a_secret_comes_from_a_file_without_the_line_end(
    bare: pytest.MonkeyPatch, tmp_path: Path, content: bytes, secret: str
) -> None:
    path = tmp_path / "secret"
    path.write_bytes(content)
    link = tmp_path / "link"
    link.symlink_to(path)
    bare.setenv("META_APP_SECRET_FILE", str(link))
    assert load_settings().require("meta_app_secret") == secret
    assert near_environment()["META_APP_SECRET"] == secret
    assert "META_APP_SECRET_FILE" not in near_environment()


def test_every_secret_may_come_from_a_file_and_nothing_else(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("x")
    for name in SECRETS - {"DAGSTER_DATABASE_URL"}:
        bare.setenv(f"{name}_FILE", str(path))
    bare.setenv("S3_BUCKET_FILE", str(path))
    near = near_environment()
    assert {near[name] for name in SECRETS - {"DAGSTER_DATABASE_URL"}} == {"x"}
    assert "S3_BUCKET" not in near


def test_a_file_in_dotenv_counts_and_the_embedded_stack_comes_after_it(
    bare: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = tmp_path / ".adwarehouse"
    home.mkdir()
    (home / "stack.env").write_text("META_APP_SECRET='embedded'\n")
    assert load_settings().require("meta_app_secret") == "embedded"
    (tmp_path / "secret").write_text("own\n")
    (tmp_path / ".env").write_text(f"META_APP_SECRET_FILE={tmp_path / 'secret'}\n")
    assert load_settings().require("meta_app_secret") == "own"


def test_a_secret_that_is_set_twice_is_refused(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from-a-file")
    bare.setenv("META_APP_SECRET", "from-here")
    bare.setenv("META_APP_SECRET_FILE", str(tmp_path / "secret"))
    with pytest.raises(ConfigurationError, match=r"^META_APP_SECRET and META_APP_SECRET_FILE are both set"):
        load_settings()


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        (None, 0, "got No such file or directory"),
        (b"", 0o600, "an empty or another one"),
        (b"\n", 0o600, "an empty or another one"),
        (b"\xff\xfe", 0o600, "UTF-8 text"),
        (b"a\0b", 0o600, "UTF-8 text"),
        (b"secret", 0o622, "only its owner may write"),
        (b"secret" * 20_000, 0o600, "at most 65,536 bytes"),
    ],
)
def test_a_file_that_is_no_secret_is_refused_and_not_shown(
    bare: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None, mode: int, said: str
) -> None:
    path = tmp_path / "there"
    if content is not None:
        path.write_bytes(content)
        path.chmod(mode)
    bare.setenv("SMTP_URL_FILE", str(path))
    with pytest.raises(ConfigurationError, match=said) as refused:
        load_settings()
    assert str(refused.value).startswith("SMTP_URL_FILE: expected")
    assert "secretsecret" not in str(refused.value)


def test_a_device_is_no_secret(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("SMTP_URL_FILE", "/dev/zero")
    with pytest.raises(ConfigurationError, match="got something else"):
        load_settings()


def test_what_dagster_reads_itself_cannot_come_from_a_file(bare: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare.setenv("DAGSTER_DATABASE_URL_FILE", str(tmp_path / "x"))
    with pytest.raises(ConfigurationError, match="which Dagster reads from the environment only"):
        load_settings()


VARIABLES = st.sampled_from(sorted(name.upper() for name in Settings.model_fields)) | st.sampled_from(
    sorted(f"{name}_FILE" for name in SECRETS)
)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    [
        "postgresql://[",
        "postgresql://u:p@h:99999999/x",
        "http://[::1",
        "https://x:y",
        "9" * 5000,
        "-1",
        "/dev/null",
        ",",
    ]
)


@hypothesis_settings(
    max_examples=300, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example({"SHOPEE_PARTNER_ID": "9" * 5000})
@example({"DATABASE_URL": "postgresql://u:p@[::1"})
@example({"ADWAREHOUSE_TODAY": "000000000000"})
@given(st.dictionaries(VARIABLES, TEXTS, max_size=5))
def test_whatever_is_set_is_configuration_or_said_to_be_none(
    bare: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    with bare.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        said = ""
        try:
            load_settings()
        except ConfigurationError as error:
            said = str(error)
    shown = {value for name, value in variables.items() if name.removesuffix("_FILE") not in SECRETS}
    assert all(len(value) < 12 or value not in said for value in set(variables.values()) - shown)
