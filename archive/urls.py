"""Addresses of the public pages."""

from django.urls import path, re_path

from archive.harvest import endpoint
from archive.views import (
    account,
    discovery,
    dumps,
    exports,
    health,
    home,
    regions,
    reports,
    saved,
    search,
    unplaced,
    watching,
)
from archive.views.research import compare_words, concordance, corpora, figures, trends

#: Formats of archive.exporting.exports.FORMATS, as the ending of an address.
ENDING = r"export\.(?P<ending>csv|hits\.csv|xlsx|docx|jsonl|ris|bib|txt)$"
#: Formats of archive.research.files.FILES.
RESEARCH_ENDING = r"export\.(?P<ending>csv|xlsx|jsonl)$"

urlpatterns = [
    path("", home.home_page, name="home"),
    path("trends/", trends.trends_page, name="trends"),
    path("search/", search.search_page, name="search"),
    path("search/advanced/", search.advanced_page, name="search-advanced"),
    path("regions/", regions.region_index, name="regions"),
    path("regions/none/", unplaced.unplaced_page, name="unplaced"),
    path("regions/<str:code>/", regions.region_page, name="region"),
    path("reports/<int:report_id>/", reports.report_page, name="report"),
    path("reports/<int:report_id>/original", reports.report_original, name="report-original"),
    path("reports/<int:report_id>/cite.<str:suffix>", reports.citation_file, name="citation"),
    path("reports/<int:report_id>/print.css", reports.print_sheet, name="report-print"),
    path("look/", account.choose_theme, name="look"),
    path("reports/<int:report_id>/compare/", reports.compare_with, name="compare-with"),
    path("reports/<int:report_id>/compare/<int:other_id>/", reports.compare_page, name="compare"),
    path("measures/", home.measure_index, name="measures"),
    path("compare-words/", compare_words.compare_words, name="compare-words"),
    path("figures/", figures.figures_page, name="figures"),
    re_path(r"^figures/" + RESEARCH_ENDING, figures.figures_file, name="figures-export"),
    path("corpora/", corpora.corpora_page, name="corpora"),
    path("corpora/<slug:slug>/", corpora.corpus_page, name="corpus"),
    path("suggest/", search.suggest_fragment, name="suggest"),
    path("about/", home.about_page, name="about"),
    path("about/archive/", home.archive_page, name="archive"),
    path("about/api/", home.api_page, name="api-page"),
    path("login/", account.login_page, name="login"),
    path("logout/", account.logout, name="logout"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("concordance/", concordance.concordance_page, name="concordance"),
    re_path(r"^concordance/" + RESEARCH_ENDING, concordance.concordance_export, name="concordance-export"),
    re_path(r"^trends/export\.(?P<ending>csv|xlsx|jsonl|svg)$", trends.trends_export, name="trends-export"),
    re_path(r"^search/" + ENDING, exports.search_export, name="search-export"),
    re_path(r"^regions/(?P<code>[0-9]{6})/" + ENDING, exports.region_export, name="region-export"),
    re_path(r"^saved/" + ENDING, exports.saved_export, name="saved-export"),
    re_path(r"^compare-words/" + RESEARCH_ENDING, compare_words.compare_words_export, name="compare-words-export"),
    path("feed.atom", exports.newest_feed, name="newest-feed"),
    path("search/feed.atom", exports.search_feed, name="search-feed"),
    path("regions/<str:code>/feed.atom", exports.region_feed, name="region-feed"),
    path("oai", endpoint.oai, name="oai"),
    path("oai/jiceng.xsd", endpoint.schema, name="oai-schema"),
    path("dumps/<str:dump>/originals/<str:digest>", dumps.dump_original, name="dump-original-export"),
    path("dumps/<str:dump>/<str:file>", dumps.dump_file, name="dump-export"),
    path("saved/", saved.saved_page, name="saved"),
    path("watch/", watching.watch_page, name="watch"),
    path("watch/confirm/", watching.confirm_page, name="watch-confirm"),
    path("watch/leave/", watching.leave_page, name="watch-leave"),
    path("watch/letter/", watching.letter_page, name="watch-letter"),
    path("opensearch.xml", discovery.open_search, name="opensearch"),
    path("opensearch-suggest", discovery.open_search_suggestions, name="opensearch-suggest"),
    path("favicon.ico", discovery.favicon, name="favicon"),
    path("robots.txt", discovery.robots, name="robots"),
    path("sitemap.xml", discovery.sitemap_index, name="sitemap"),
    path("sitemap-pages.xml", discovery.sitemap_pages, name="sitemap-pages"),
    path("sitemap-reports-<int:file>.xml", discovery.sitemap_reports, name="sitemap-reports"),
]
