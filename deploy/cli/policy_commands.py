"""Commands about who may do what."""

from typing import Annotated

import typer

policy = typer.Typer(no_args_is_help=True, help="Who may do what.")


@policy.command("show")
def policy_show(
    service: Annotated[str | None, typer.Option(help="Only this service.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    as_page: Annotated[bool, typer.Option("--page", help="As docs/policy.md.")] = False,
) -> None:
    """Print what every role may, as the services ask it."""
    from deploy.cli import policy as table

    if as_page:
        print(table.page(), end="")
    else:
        table.show(service, as_json=as_json)
