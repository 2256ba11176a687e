"""An application that answers from where it was asked, as the services would note it."""

from typing import Any


def create_app() -> Any:
    """For uvicorn's ``--factory``."""

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": scope["client"][0].encode()})

    return app
