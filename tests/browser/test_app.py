"""The first screen, links, languages and both starts, in Chromium without a network."""

import re
import urllib.request

import pytest
from playwright.sync_api import expect

from landuse.maps.scripts import assets_version
from tests.browser.conftest import MAY, serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SENTENCE = "再供地 25/300 亩,进度指数 0.20,需提速 7.86 倍;182.31 亩拆而未供"
#: Latin letters that a Chinese office uses: the other language's name, codes and names of formats.
ALLOWED = {"English"}


def visible_words(page):
    """Return the Latin words of a page, without names of icons and the skip link that the style sheet replaces."""
    text = page.evaluate(
        """() => {
            const left = [...document.querySelectorAll('[data-testid=stIconMaterial], [data-testid=stSkipToContent]')];
            return left.reduce((text, e) => text.replace(e.innerText, ' '), document.body.innerText);
        }"""
    )
    return set(re.findall(r"[A-Za-z]{2,}", text))


def test_the_first_screen_says_what_is_in_trouble(visit):
    """The sentence that matters, four indicators with their pace, and the notice that the data are synthetic."""
    page = visit.open()
    expect(page.locator(".lu-headline")).to_contain_text(SENTENCE)
    expect(page.locator(".lu-synthetic")).to_be_visible()
    expect(page.locator(".lu-pace")).to_have_count(4)
    assert re.findall(r"\d\.\d\d", " ".join(page.locator(".lu-pace").all_inner_texts())) == [
        "1.39",
        "1.24",
        "0.20",
        "1.64",
    ]
    expect(page.get_by_role("button", name="464.35/800 亩")).to_be_visible()


def test_the_first_screen_is_also_found_by_its_name(visit):
    """A link to /progress opens it without a word about a missing page, its question kept."""
    page = visit.open("/progress?lang=en")
    expect(page.locator(".lu-headline")).to_contain_text("pace index 0.20")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_no_request_leaves_the_machine(visit):
    """All three pages and the map load from 127.0.0.1 only, without an error in a script."""
    visit.open()
    visit.page.wait_for_selector(".vega-embed")
    visit.open_map()
    visit.open("/parcels")
    visit.page.wait_for_selector("[data-testid=stDataFrame]")
    elsewhere = [url for url in visit.requests if not url.startswith((visit.url, "data:", "blob:", "ws://127.0.0.1"))]
    assert elsewhere == []
    assert visit.errors == []


def test_a_number_opens_what_is_behind_it(visit):
    """The sentence's parcels are one press away, and lead to the map."""
    page = visit.open()
    page.get_by_role("button", name="看拆而未供的").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("合计 182.31 亩")
    dialog.get_by_role("button", name=re.compile("在地图上看全部")).click()
    expect(page.locator(".lu-record")).to_be_visible()
    assert "/map" in page.url


def test_no_english_in_the_chinese_screens(visit):
    """Progress, map and lists in Chinese show no English word."""
    for path in ("/", "/map", "/parcels"):
        page = visit.open(f"{path}?asof={MAY}")
        page.wait_for_timeout(1500)
        page.locator(".lu-record, .lu-nothing, .lu-facts, [data-testid=stDataFrame]").first.wait_for()
        left = {word for word in visible_words(page) if word not in ALLOWED and not word.isupper()}
        assert left == set(), path


def test_the_language_switch_changes_words_and_link(visit):
    """English is one press away and stays in the link."""
    page = visit.open()
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_role("link", name="Progress")).to_be_visible()
    expect(page.locator(".lu-headline")).to_contain_text("pace index 0.20")
    page.wait_for_url(re.compile("lang=en"))


def test_a_link_restores_the_view(visit, context):
    """What one visitor filtered and picked, another sees by opening the link."""
    visit.open(f"/map?asof={MAY}&year=2023&unit=SY&stage=demolished&parcel=LC-0001&lang=zh-CN")
    expect(visit.page.locator(".lu-record code")).to_have_text("LC-0001")
    words = ("2023年5月31日", "年度", "双屿街道", "已拆除")
    for word in words:
        expect(visit.page.locator(".st-key-chips")).to_contain_text(word)
    other = context.new_page()
    other.goto(visit.page.url)
    expect(other.locator(".lu-record code")).to_have_text("LC-0001")
    for word in words:
        expect(other.locator(".st-key-chips")).to_contain_text(word)


def test_a_chip_takes_its_filter_off(visit):
    """Pressing a chip widens the list and shortens the link; the menu keeps the rest."""
    page = visit.open(f"/parcels?asof={MAY}&unit=SY&stage=demolished")
    page.locator(".st-key-chip_stage button").first.click()
    expect(page.locator(".st-key-chip_stage")).to_have_count(0)
    page.get_by_role("link", name="地图").click()
    page.wait_for_url(re.compile(r"/map\?.*unit=SY"))
    assert "stage=" not in page.url


def test_streamlit_run_serves_pages_and_routes(workspace, context):
    """The slower start answers, too: pages, tiles and assets."""
    with serving(workspace, "streamlit run app.py --server.port {port}") as url:
        for path in ("/landuse/revision", f"/landuse/assets/{assets_version()}/landuse.js"):
            with urllib.request.urlopen(url + path, timeout=10) as answer:
                assert answer.status == 200
        page = context.new_page()
        page.goto(url)
        expect(page.locator(".lu-headline")).to_contain_text("0.20", timeout=20_000)


def test_a_missing_workspace_says_how_to_make_one(tmp_path, context):
    """Without a workspace the app says what to run, in words."""
    with serving(tmp_path / "nowhere") as url:
        page = context.new_page()
        page.goto(url)
        expect(page.locator("code")).to_contain_text("landuse demo", timeout=20_000)
        expect(page.get_by_role("alert")).to_be_visible()
