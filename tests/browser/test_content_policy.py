"""In a real browser: no text becomes a script, no other site acts, nothing stays after signing out.

That no page does what its content security policy forbids, and that no script sets ``__pwned``, is
asked at the end of every test that visits pages.
"""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page, Response, Route, expect

from shared.db import Scope, transaction
from shared.identity import Role
from shared.identity.accounts import NewAccount, create_account
from tests.browser.conftest import PATIENCE_MS, Visit
from tests.browser.stack import Person, Stack
from tests.fixtures.cities import NORD

pytestmark = pytest.mark.needs("chromium")
PAYLOAD = "\"'></title></script><img src=x onerror=__pwned=1><svg onload=__pwned=2>"
NAMES = (
    PAYLOAD,
    "<script>window.__pwned=3</script>",
    "</svg><iframe srcdoc='<script>parent.__pwned=4</script>'>",
    "<b hx-get=/gateway/account hx-trigger=load hx-on::load='__pwned=5'>",
    "<style>*{background:url(x)}</style><base href=//elsewhere.example>",
    "{{ 7 * 7 }}{% raw %}${__pwned=6}`",
)
FIELDS = """const forms = [...document.querySelectorAll('form[method=post]')];
const fields = (form) =>
  [...form.querySelectorAll('input:not([type=hidden]):not([type=radio]), textarea')]
    .filter((field) => !['checkbox', 'submit', 'date', 'datetime-local'].includes(field.type));
"""
WRITABLE = (
    f"() => {{ {FIELDS} return forms.keys().filter((n) => fields(forms[n]).length).toArray() }}"
)
SEND = f"""([number, text]) => {{ {FIELDS}
  const form = forms[number];
  if (!form || !fields(form).length) return null;
  for (const field of form.elements) {{
    for (const rule of ['pattern', 'required', 'maxlength']) field.removeAttribute(rule);
  }}
  form.noValidate = true;
  for (const field of fields(form)) {{ field.type = 'text'; field.value = text; }}
  setTimeout(() => form.requestSubmit());
  return !form.hasAttribute('hx-post');
}}"""
"""All at once: a page that lives may hold another form in its place a moment later."""
PWNED = "window.__pwned"
ELSEWHERE = "http://elsewhere.example/"
ATTACK = """<form method="post" action="%(origin)s/gateway/%(path)s">%(fields)s</form>
<script>document.forms[0].submit();</script>"""


async def hostile(stack: Stack, name: str, role: Role) -> Person:
    """Somebody whose user name is an attack, which no form would let in."""
    new = NewAccount(f"{name}{role}"[:200], "x", frozenset({role}), None)
    async with transaction(stack.identity, Scope.SYSTEM) as tx:
        account = await create_account(tx, new)
    return Person(account, new.user_name, "x", NORD, await stack.token(account))


async def submitted(page: Page, address: str) -> int:
    """Send every form of the page with the payload in every text field; how many there were."""
    answers: asyncio.Queue[Response] = asyncio.Queue()
    arrived = asyncio.Event()
    page.on("response", lambda each: answers.put_nowait(each) if is_post(each) else None)
    page.on("framenavigated", lambda _: arrived.set())
    await page.goto(address)
    sent = 0
    for number in await page.evaluate(WRITABLE):
        await page.goto(address)
        arrived.clear()
        leaves = await page.evaluate(SEND, [number, PAYLOAD])
        if leaves is None:
            continue
        async with asyncio.timeout(PATIENCE_MS / 1000):
            assert (await answers.get()).status < 500
            await (arrived.wait() if leaves else page.wait_for_load_state())
        sent += 1
    return sent


def is_post(answer: Response) -> bool:
    return answer.request.method == "POST"


async def test_no_text_in_any_field_becomes_a_script(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    await stack.arrive(who)
    await stack.open_desk(who)
    await stack.ask(who, f"/contacts/{await stack.call(who)}/start")
    boss = await stack.someone(Role.ADMINISTRATOR, everywhere=True)
    pages: list[tuple[Person | None, str, int]] = [
        (None, "/gateway/sign-in", 1),
        (who, f"/gateway/units/{who.unit}/desk", 1),
        (who, "/gateway/account", 1),
        (boss, "/gateway/administration/accounts", 1),
        (boss, "/gateway/administration/keys", 1),
    ]
    for visitor, path, least in pages:
        page = await visit(who=visitor)
        assert await submitted(page, stack.origin + path) >= least, path


async def test_no_kept_text_becomes_a_script_wherever_it_is_shown(
    stack: Stack, visit: Visit
) -> None:
    who = await stack.someone(Role.RECEPTION)
    await stack.arrive(who)
    await stack.open_desk(who)
    contact = await stack.call(who)
    await stack.ask(who, f"/contacts/{contact}/start")
    boss = await hostile(stack, NAMES[0], Role.ADMINISTRATOR)
    page = await visit(who=who)
    for name in NAMES:
        await hostile(stack, name, Role.MANAGER)
        made = await stack.ask(who, f"/units/{who.unit}/people", name=name)
        await stack.ask(who, f"/contacts/{contact}/person", person=made["id"])
        for path in ("desk", f"people/{made['id']}"):
            await page.goto(f"{stack.origin}/gateway/units/{who.unit}/{path}")
            await page.locator("#person-data button").first.click()
            await page.locator("[data-mask-after]").wait_for()
            assert name.split()[0][:20] in await page.locator("#person-data").inner_text()
    page = await visit("/gateway/administration/accounts", boss)
    shown = await page.locator("body").inner_text()
    while await (more := page.locator(".p-tablefoot a")).count():
        await more.click()
        shown += await page.locator("body").inner_text()
    assert all(name in shown for name in NAMES)


async def attacked(page: Page, stack: Stack, path: str, fields: str) -> int:
    """The status of what another site's page sends by itself."""

    async def serve(route: Route) -> None:
        html = ATTACK % {"origin": stack.origin, "path": path, "fields": fields}
        await route.fulfill(content_type="text/html", body=html)

    await page.route(f"{ELSEWHERE}**", serve)
    async with page.expect_response(is_post) as told:
        await page.goto(ELSEWHERE)
    return (await told.value).status


async def test_another_site_signs_nobody_in_or_out(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    page = await visit("/gateway/account", who)
    fields = f'<input name="user_name" value="{who.user_name}"><input name="password" value="x">'
    for path in ("sign-in", "sign-out", "account/sessions/end"):
        assert await attacked(page, stack, path, fields) == 403
    answer = await page.goto(f"{stack.origin}/gateway/account")
    assert answer
    assert answer.status == 200


async def test_a_link_on_another_site_leads_to_our_page(stack: Stack, visit: Visit) -> None:
    page = await visit(who=await stack.someone(Role.RECEPTION))
    link = f'<a href="{stack.origin}/gateway/account">Portes</a>'
    await page.route(
        f"{ELSEWHERE}**",
        lambda route: route.fulfill(content_type="text/html", body=link),
    )
    await page.goto(ELSEWHERE)
    await page.get_by_role("link").click()
    await page.wait_for_url(f"{stack.origin}/gateway/account")
    await expect(page.locator("h1")).to_be_visible()


async def test_after_signing_out_the_back_button_shows_nothing(stack: Stack, visit: Visit) -> None:
    who = await stack.someone(Role.RECEPTION)
    page = await visit(f"/gateway/units/{who.unit}/desk", who)
    await page.locator("summary", has_text=who.user_name).click()
    async with page.expect_response("**/sign-out") as told:
        await page.get_by_role("button", name="Surt").click()
    assert await (await told.value).header_value("clear-site-data") == '"cache"'
    await page.wait_for_url("**/gateway/sign-in")
    await page.go_back()
    await expect(page.locator("#user_name")).to_be_visible()
    assert who.user_name not in await page.content()


async def test_a_script_of_a_text_is_refused_by_the_browser_itself(
    stack: Stack, chrome: Any
) -> None:
    """Whatever our own code might do one day."""
    context = await chrome.new_context()
    page = await context.new_page()
    await page.goto(f"{stack.origin}/gateway/sign-in")
    for attempt in (
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=__pwned=1>')",
        "Object.assign(document.body.appendChild(document.createElement('script')), "
        "{text: '__pwned=1'})",
        "setTimeout('__pwned = 1')",
        "document.body.setAttribute('onclick', '__pwned=1'), document.body.click()",
        "trustedTypes.createPolicy('another', {createScript: (text) => text})",
        "location.href = 'javascript:__pwned=1'",
    ):
        await page.evaluate(f"() => {{ try {{ {attempt} }} catch {{}} }}")
    await page.wait_for_timeout(200)
    assert await page.evaluate(PWNED) is None
    await context.close()
