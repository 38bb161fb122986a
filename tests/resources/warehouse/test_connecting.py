"""What is said when PostgreSQL cannot be reached."""

from __future__ import annotations

import socket
import threading

import pytest

from resources.errors import ConfigurationError
from resources.warehouse.connection import Warehouse


def test_a_server_that_hangs_up_is_said_to_have_done_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=lambda: server.accept()[0].close())
        thread.start()
        url = f"postgresql://somebody@127.0.0.1:{server.getsockname()[1]}/adwarehouse"
        with pytest.raises(ConfigurationError, match=r"as configured: .*server closed the connection unexpectedly$"):
            Warehouse(url).connect()
        thread.join()
