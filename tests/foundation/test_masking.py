import pytest

from foundation.masking import mask_cnie, mask_phone, mask_rib


@pytest.mark.parametrize(
    ("masked", "expected"),
    [
        (mask_cnie("AB123456"), "••••456"),
        (mask_cnie("A12345"), "••••345"),
        (mask_cnie("A1"), "••••"),
        (mask_cnie(""), ""),
        (mask_cnie(None), ""),
        (mask_rib("011780000012345678901296"), "••••1296"),
        (mask_rib("MA64 0117 8000 0012 3456 7890 1296"), "••••1296"),
        (mask_phone("+212612345678"), "••••678"),
    ],
)
def test_mask_shows_only_the_end(masked, expected):
    assert masked == expected
