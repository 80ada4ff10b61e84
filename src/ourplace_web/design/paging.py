"""Long lists a page at a time."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PAGE_SIZE = 50


def page_of(items: Any, request: HttpRequest, *, size: int = PAGE_SIZE) -> Page[Any]:
    """Return the page of a list or query that `?page=` names: the first for nonsense, the last where it is too high.

    The page carries `pages`, the numbers to show, for `design/paging.html`.
    """
    page = Paginator(items, size).get_page(request.GET.get("page"))
    page.pages = list(page.paginator.get_elided_page_range(page.number))  # type: ignore[attr-defined]  # read by the template
    return page
