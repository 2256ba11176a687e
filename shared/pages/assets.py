"""Static files under addresses that carry their content's hash, so browsers keep them for good."""

import hashlib
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
FOR_GOOD = "public, max-age=31536000, immutable"


@cache
def content_hash(name: str) -> str:
    """Twelve digits of the file's SHA-256."""
    return hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]


class Assets(StaticFiles):
    """Files of ``static/``; one asked for by its hash may be kept for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        asked = scope.get("query_string", b"").decode("latin-1")
        kept = path.startswith("fonts/") or asked == f"v={content_hash(path)}"
        answer.headers["cache-control"] = FOR_GOOD if kept else "no-cache"
        return answer
