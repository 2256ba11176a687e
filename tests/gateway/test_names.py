"""Names as people write them: what is found as alike, and how seldom somebody else is."""

import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.domain.names import MOST_WORDS, covered, sounds

VARIANTS = [
    ("Mohamed El Idrissi", "Muhammad Idrissi"),
    ("Mohammed Alaoui", "Mohamed Alawi"),
    ("Youssef Benali", "Yusuf Ben Ali"),
    ("Abdelkader Amrani", "Abd el Kader El Amrani"),
    ("Abdul Rahman Khan", "Abderrahman Khan"),
    ("Abdellah Tazi", "Abdul Lah Tazi"),
    ("Fatima Zahra El Amrani", "Fatma Elamrani"),
    ("Noureddine Haddad", "Nordin Hadad"),
    ("Hicham Cherkaoui", "Hisham Charkawi"),
    ("Aicha Bouzid", "Ayesha Buzid"),
    ("Khadija Ouahbi", "Khadidja Wahbi"),
    ("M'hamed Tazi", "Mhamed Tazi"),
    ("Zineb Saïdi", "Zaynab Saidi"),
    ("Jordi Giménez Puig", "Jordi Jimenez Puch"),
    ("Núria Vázquez i Muñoz", "Nuria Basquez Munyoz"),
    ("Maria de la Cruz Castillo", "Maria Cruz Castiyo"),
    ("Xavier Vila", "Javier Villa"),
    ("Lluís Sánchez", "Luis Sanches"),
    ("José García López", "Jose Lopez Garsia"),
    ("José García López", "Garcia, José"),
    ("Montserrat d'Urgell", "Monserrat Urgell"),
    ("Carme Güell Llorente", "Carme Guel Yorente"),
    ("Ana Hernández Gómez", "Ernandes Gomes Anna"),
    ("Joaquim Benet", "Joaquin Venet"),
    ("Gemma Ibáñez", "Jemma Ivañez"),
    ("Zhang Wei", "Wei Zhang"),
    ("Li Xiaoming", "Li Xiao Ming"),
    ("Wang Xiuying", "Wang Xiu Ying"),
    ("Ionuț Țăran", "Ionut Taran"),
    ("Ana-Maria Ceaușescu", "Anamaria Ceausescu"),
    ("Ștefan Popescu", "Estefan Popescu"),
    ("王伟", "王伟"),
]
OTHERS = [
    ("Maria Roca", "Maria Soler"),
    ("José García", "García"),
    ("José García", "José"),
    ("Li Wei", "Li"),
    ("Zhang Wei", "Zhang Min"),
    ("Mohamed Idrissi", "Ahmed Idrissi"),
    ("Fatima Alaoui", "Fatima Amrani"),
    ("Carme Vila", "Carme Sala"),
    ("王伟", "王芳"),
    ("de la", "Maria"),
]
GIVEN = (
    "Maria Josep Montserrat Jordi Núria Marc Laia Pau Carme Joan Anna Antoni Francesca Miquel Rosa "
    "Antonio Carmen Manuel Dolores Francisco Isabel David Laura Javier Lucía Daniel Marta Pablo "
    "Mohamed Fatima Youssef Khadija Ahmed Aicha Hassan Zineb Omar Salma Rachid Nadia Hamza Samira "
    "Wei Xiaoming Min Jing Lei Yan Ionut Mihaela Andrei Elena Cristian Ioana Florin Gabriela"
)
SURNAMES = (
    "García Martínez López Sánchez Rodríguez Fernández Pérez González Gómez Ruiz Jiménez Moreno "
    "Muñoz Álvarez Romero Navarro Torres Ramos Gil Serrano Blanco Molina Castro Ortega Delgado "
    "Vila Puig Roca Soler Serra Ferrer Bosch Vidal Riera Pujol Mas Costa Sala Roig Camps Casals "
    "Fontana Idrissi Alaoui Amrani Tazi Benali Haddad Bouzid Chakir Mansouri Berrada Fassi Rahmani "
    "Saidi Zhang Wang Li Chen Liu Yang Zhao Wu Zhou Xu Popescu Ionescu Popa Dumitru Stan Stoica"
)


def words(stored: str, asked: str) -> int:
    """How many words of what was asked the stored name has."""
    kept, wanted = sounds(stored).alike, sounds(asked).alike
    return covered(places for pair, places in wanted.items() if pair in kept)


@pytest.mark.parametrize(("one", "other"), VARIANTS)
def test_a_name_is_alike_however_it_is_written_on_both_sides(one: str, other: str) -> None:
    assert words(one, other)
    assert words(other, one)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_one_word_is_not_enough_and_another_name_is_another(one: str, other: str) -> None:
    assert not words(one, other)
    assert not words(other, one)


def test_two_surnames_and_a_name_are_three_words_in_any_order() -> None:
    assert words("Núria Vidal Serra", "Serra Vidal Núria") == 3
    assert words("Núria Vidal Serra", "Serra Núria") == 2
    assert words("Núria Vidal Roca", "Núria Vidal Serra") == 2


def test_what_is_written_exactly_so_is_closer() -> None:
    assert words("Mohamed Tazi", "Muhammad Tazi") == 2
    exact, other = (sounds(name).close.keys() for name in ("Mohamed Tazi", "Muhammad Tazi"))
    assert exact.isdisjoint(other)


def test_few_others_are_alike_in_a_town_of_usual_names() -> None:
    """Two names of three different words each that are taken for one another."""
    chance, given, surnames = random.Random(1), GIVEN.split(), SURNAMES.split()
    names = {" ".join((chance.choice(given), *chance.sample(surnames, 2))) for _ in range(2000)}
    kept = {name: sounds(name).alike for name in sorted(names)}
    asked = list(kept)[:100]
    wrong = sum(
        covered(kept[one][pair] for pair in kept[one].keys() & kept[other].keys()) == 3
        for one, other in product(asked, kept)
        if set(one.split()) != set(other.split())
    )
    assert wrong / len(asked) < 0.1


@given(st.text(max_size=120))
def test_whatever_is_written_can_be_compared_and_is_like_itself(name: str) -> None:
    told = sounds(name)
    assert len(told.alike) <= (4 * MOST_WORDS) ** 2
    assert told.alike.keys() == sounds(name.upper().casefold()).alike.keys() or not name.isascii()
    assert bool(told.alike) == any(sign.isalpha() for sign in name) or not name.isascii()


@given(st.permutations(["Núria", "Vidal", "Serra", "Tarragona"]))
def test_the_order_of_long_words_says_nothing(words_of_it: list[str]) -> None:
    told = sounds("Tarragona Barcelona Salamanca")
    again = sounds("Salamanca Tarragona Barcelona")
    assert told.alike.keys() == again.alike.keys()
    assert words(" ".join(words_of_it), "Núria Vidal Serra Tarragona") == 4
