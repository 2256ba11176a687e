"""What people say leads to the right reason: the desk's script on Barcelona's catalogue."""

from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
import pytest_asyncio
from jinja2 import Environment, FileSystemLoader
from playwright.async_api import Browser, Page

from deploy.cli.city.check import read
from shared.city import City
from shared.pages.assets import FOLDER
from shared.pages.messages import ROOT

pytestmark = pytest.mark.needs("chromium")
FORM = """<form><input data-finds><input type="hidden" name="idempotency_key">
<ul data-found hidden></ul>
<span role="status" data-one="1" data-many="#" data-none="0"></span></form>"""
FINDS = """said => {
  const input = document.querySelector("[data-finds]");
  input.value = said;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  return [...document.querySelectorAll("[data-found] button")].map((button) => button.value);
}"""
FIRST = [
    ("vull empadronar-me", "city-procedures"),
    ("quiero empadronarme", "city-procedures"),
    ("I want to register at my address", "city-procedures"),
    ("m'han tallat la llum", "utility-cut"),
    ("me han cortado la luz", "utility-cut"),
    ("they have cut my electricity", "utility-cut"),
    ("em van a cortar el agua", "utility-cut"),
    ("em sento sola", "older-people"),
    ("me siento solo", "older-people"),
    ("I feel lonely", "older-people"),
    ("no tinc papers", "residence-reports"),
    ("no tengo papeles", "residence-reports"),
    ("I have no papers", "residence-reports"),
    ("no tinc on dormir avui", "no-shelter-tonight"),
    ("no tengo dónde dormir esta noche", "no-shelter-tonight"),
    ("I have nowhere to sleep", "no-shelter-tonight"),
    ("estoy durmiendo en el coche", "no-shelter-tonight"),
    ("els nens no han menjat res", "no-food-today"),
    ("no tenemos nada de comer", "no-food-today"),
    ("we have no food at home", "no-food-today"),
    ("el meu marit em pega", "male-violence"),
    ("mi marido me ha pegado", "male-violence"),
    ("my husband hits me", "male-violence"),
    ("ya no quiero vivir", "risk-to-life"),
    ("no vull viure més", "risk-to-life"),
    ("I want to die", "risk-to-life"),
    ("demà em desnonen", "eviction-within-72-hours"),
    ("mañana nos desahucian", "eviction-within-72-hours"),
    ("we are being evicted tomorrow", "eviction-within-72-hours"),
    ("he rebut una carta del jutjat", "eviction-within-15-days"),
    ("busco un piso de alquiler", "housing"),
    ("I am looking for a flat", "housing"),
    ("m'he quedat sense feina", "income-lost"),
    ("me he quedado sin trabajo y no cobro", "income-lost"),
    ("I lost my job", "income-lost"),
    ("busco trabajo", "work-and-training"),
    ("estoy buscando empleo", "work-and-training"),
    ("no arribo a final de mes", "economic-aid"),
    ("no llegamos a fin de mes", "economic-aid"),
    ("estic esgotada de cuidar la mare", "carer-exhausted"),
    ("no puedo más", "carer-exhausted"),
    ("la meva mare ha caigut i viu sola", "alone-without-care"),
    ("mi madre se ha caído y está sola", "alone-without-care"),
    ("ha muerto mi padre", "funeral"),
    ("my father has died", "funeral"),
    ("tinc xinxes al llit", "disinsectisation"),
    ("hay cucarachas en mi piso", "disinsectisation"),
    ("vull demanar hora amb l'assistenta social", "appointment"),
    ("quiero cambiar la cita", "appointment"),
    ("I want to cancel my appointment", "appointment"),
    ("porto els papers que faltaven", "documents"),
    ("traigo los papeles que faltaban", "documents"),
    ("com està el meu expedient", "file-status"),
    ("beca de comedor para el niño", "school"),
    ("necessito un botó de teleassistència", "telecare"),
    ("estoy embarazada", "pregnancy-or-single-parent"),
    ("no puc pagar el rebut de la llum", "utility-bills"),
    ("quiero pedir el grado de dependencia", "dependency"),
    ("quiero pedir el grado de discapacidad", "disability"),
    ("somebody to help my mother wash at home", "home-care"),
    ("acabo de llegar y quiero pedir asilo", "migration"),
    ("I want to see a psychologist", "health"),
    ("quiero separarme, busco abogada", "women"),
    ("se ha quemado mi casa", "emergency"),
    ("em cal un informe de vulnerabilitat", "certificates"),
    ("my landlord wants to throw me out", "eviction-within-15-days"),
    ("necesito ayuda para comprar comida", "economic-aid"),
    ("no puc dormir", "health"),
    ("mi gato está solo en casa", "pets"),
    ("roba per als nens", "economic-aid"),
    ("mi hija de 15 años ha huido de casa", "child-at-risk"),
    ("le roban la pensión a mi abuela", "older-person-mistreated"),
    ("mi vecina está sola y no abre", "alone-without-care"),
]
AMONG_TWO = [
    ("mi madre sale del hospital y no puede volver sola", "hospital-discharge"),
    ("el meu avi està abandonat", "older-person-mistreated"),
    ("tengo problemas con mi hijo adolescente", "children-and-families"),
    ("vull viure en un pis", "housing"),
    ("no puc pagar el lloguer", "eviction-within-15-days"),
    ("my ex follows me", "male-violence"),
    ("menjador social", "meals-in-company"),
    ("no puedo pagar la luz", "utility-bills"),
    ("tinc una multa", "city-procedures"),
]
NOTHING = [
    "quiero",
    "tengo que",
    "me han",
    "I want to have",
    "no ho sé",
    "vull",
    "tinc una",
    "quiero vivir mejor",
    "xyzzy",
]
FOLDED = [
    ("empadronar", "EMPADRONAR"),
    ("infancia", "infància"),
    ("sollicitud", "sol·licitud"),
    ("depresion", "depresión"),
    ("adiccion", "adicción"),
]


@pytest.fixture(scope="module")
def city() -> City:
    found, mistakes = read(ROOT / "deploy" / "city" / "barcelona")
    assert found is not None, mistakes
    return found


def catalogue(city: City) -> str:
    """As the desk's page holds it."""
    templates = FileSystemLoader(ROOT / "services" / "gateway" / "templates")
    made = Environment(loader=templates, autoescape=True).get_template("catalogue.html")
    return made.render(here=SimpleNamespace(city=city), language="ca")


@pytest_asyncio.fixture(scope="module")
async def desk(chrome: Browser, city: City) -> AsyncIterator[Page]:
    """The part of the desk that finds reasons, without a system behind it."""
    context = await chrome.new_context()
    page = await context.new_page()
    await page.set_content(FORM + catalogue(city))
    await page.evaluate("crypto.randomUUID ??= () => 'key'")  # only secure origins have it
    await page.add_script_tag(path=FOLDER / "reasons.js")
    yield page
    await context.close()


@pytest.mark.parametrize(("said", "reason"), FIRST)
async def test_a_saying_finds_its_reason_first(desk: Page, said: str, reason: str) -> None:
    found = await desk.evaluate(FINDS, said)
    assert found[:1] == [reason], found


@pytest.mark.parametrize(("said", "reason"), AMONG_TWO)
async def test_a_saying_finds_its_reason_among_the_first_two(
    desk: Page, said: str, reason: str
) -> None:
    found = await desk.evaluate(FINDS, said)
    assert reason in found[:2], found


@pytest.mark.parametrize("said", NOTHING)
async def test_what_says_nothing_finds_nothing(desk: Page, said: str) -> None:
    assert await desk.evaluate(FINDS, said) == []


@pytest.mark.parametrize(("plain", "written"), FOLDED)
async def test_accents_and_capitals_make_no_difference(
    desk: Page, plain: str, written: str
) -> None:
    assert await desk.evaluate(FINDS, plain) == await desk.evaluate(FINDS, written)


async def test_a_word_half_written_is_enough(desk: Page) -> None:
    assert (await desk.evaluate(FINDS, "empad"))[:1] == ["city-procedures"]
    assert (await desk.evaluate(FINDS, "xinx"))[:1] == ["disinsectisation"]


async def test_every_phrase_of_a_card_finds_its_reason(desk: Page, city: City) -> None:
    """Whoever writes a phrase into the city folder finds it again, at most one reason before."""
    lost = []
    for card in city.cards:
        for words in (card.words.ca, card.words.es, card.words.en):
            for phrase in words.split(","):
                if card.reason not in (await desk.evaluate(FINDS, phrase.strip()))[:2]:
                    lost.append((card.reason, phrase.strip()))
    assert lost == []


async def test_no_urgent_reason_comes_first_that_was_not_said(desk: Page, city: City) -> None:
    """Enter takes the first: it must not be a grave one because of a word that everybody says."""
    grave = {
        reason.code for reason in city.reasons if reason.restricted or reason.level == "urgent"
    }
    ordinary = [said for said, reason in (*FIRST, *AMONG_TWO) if reason not in grave]
    ordinary += ["casa", "pis", "nen", "mujer", "child", "home"]
    first = [(said, (await desk.evaluate(FINDS, said))[:1]) for said in ordinary]
    assert [(said, codes) for said, codes in first if grave.intersection(codes)] == []
