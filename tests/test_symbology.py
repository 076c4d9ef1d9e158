"""How stages look: complete, stable, and told apart by more than colour."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from landuse.i18n import LANGUAGES, catalogue
from landuse.rules import load_rules
from landuse.symbology import HATCH_PATHS, Hatch, load_symbology, luminance, symbol

#: Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB.
DEFICIENCIES = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
HEADLINE_STAGES = ("registered", "vacated", "remediated", "demolished", "resupplied", "in_production")


def test_every_stage_of_the_rules_has_a_symbol_and_nothing_else_has():
    """A stage without a colour would be invisible on the map."""
    assert set(load_symbology().stages) == set(load_rules().stages)


def test_the_bytes_of_stages_never_change():
    """A byte once given to a stage stays its own: browsers that are open read bytes, not names."""
    given = {stage: found.index for stage, found in load_symbology().stages.items()}
    assert given["registered"] == 0
    assert given["demolished"] == 6
    assert given["resupplied"] == 15
    assert given["closed_out"] == 21
    assert sorted(given.values()) == list(range(23))
    assert max(given.values()) < 0x7E


def test_letters_and_the_pair_of_colour_and_hatch_name_a_stage():
    """Neither letters nor colour with hatch stand twice, and letters are one or two capitals."""
    found = load_symbology().stages.values()
    assert len({entry.letter for entry in found}) == len(found)
    assert len({(entry.colour, entry.hatch) for entry in found}) == len(found)
    assert all(entry.letter.isascii() and entry.letter.isupper() and len(entry.letter) <= 2 for entry in found)


def test_neighbours_on_the_way_differ_in_hatch_or_clearly_in_lightness():
    """Two stages that follow each other are told apart in a black-and-white print too."""
    found = list(load_symbology().stages.values())
    for one, other in pairwise(found):
        assert one.hatch != other.hatch or abs(luminance(one.colour) - luminance(other.colour)) > 0.1


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_headline_stages_stay_apart_for_the_colour_blind(deficiency):
    """Under each simulated colour blindness the headline stages differ by at least 12 in CIELAB."""
    seen = {stage: _lab(symbol(stage).colour, DEFICIENCIES[deficiency]) for stage in HEADLINE_STAGES}
    for one, other in combinations(HEADLINE_STAGES, 2):
        assert np.linalg.norm(seen[one] - seen[other]) > 12, (one, other)


def test_white_letters_stand_on_dark_colours_only():
    """Ink is chosen by luminance: black on the pale start, white on the dark end."""
    assert luminance(symbol("registered").ink) < 0.1
    assert luminance(symbol("handed_over").ink) > 0.9


def test_every_hatch_can_be_drawn():
    """Map and legend share one path for each hatch, and only "none" is empty."""
    assert set(HATCH_PATHS) == set(Hatch)
    assert [hatch for hatch, path in HATCH_PATHS.items() if not path] == [Hatch.NONE]


def test_layers_and_base_layers_have_styles():
    """Zones, parcels, plots and the three base layers are drawn."""
    symbology = load_symbology()
    assert set(symbology.layers) == {"zones", "parcels", "plots"}
    assert set(symbology.context) == {"water", "roads", "units"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stage_has_words_in_every_language(language):
    """The legend says in words what colours mean."""
    assert all(catalogue(language).has(f"stages.{stage}") for stage in load_symbology().stages)


def _lab(colour, matrix):
    channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(matrix) @ linear, 0, 1)
    to_xyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    xyz = np.array(to_xyz) @ seen / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])
