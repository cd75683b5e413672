"""Pages that never count."""

from rest_framework.pagination import CursorPagination


class KeysetPagination(CursorPagination):
    """Pages by position, equally fast at any depth; no COUNT."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-id"
