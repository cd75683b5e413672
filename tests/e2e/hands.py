"""What people do with their hands: type codes, press buttons, choose files."""

import base64
import hmac
import json
import re
import struct
import time
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Page, expect

from tests.harness.stack import Stack


def sign_in_by_code(page: Page, stack: Stack, phone: str) -> None:
    """From the page that asks who one is: the phone, then the six digits that came by SMS."""
    known = len(texts_to(stack, phone))
    page.locator("#id_phone").fill(phone)
    page.locator("form:has(#id_phone) button").first.click()
    box = page.locator("input[autocomplete='one-time-code']")
    expect(box).to_be_visible()
    box.fill(code_sent(stack, phone, known))
    go(page, page.locator("form:has(input[autocomplete='one-time-code']) button.btn-wide"))


def code_sent(stack: Stack, phone: str, known: int) -> str:
    """The code of the first text after the `known` ones; the worker writes it a moment after the page answered."""
    deadline = time.monotonic() + 45
    while time.monotonic() < deadline:
        for text in texts_to(stack, phone)[known:]:
            if found := re.search(r"\b\d{6}\b", text):
                return found[0]
        time.sleep(0.2)
    raise AssertionError(f"No code reached {phone}.")


def texts_to(stack: Stack, phone: str) -> list[str]:
    """Every SMS that left for this number."""
    number = phone.replace(" ", "").removeprefix("0")
    lines = [
        line
        for file in sorted(Path(stack.sms_folder).glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    rows = [json.loads(line) for line in lines]
    return [row["text"] for row in rows if row["to"].endswith(number)]


def sign_in_as_staff(page: Page, stack: Stack, email: str, password: str, secret: str) -> None:
    """Password, then the code of the authenticator, and the desk is open."""
    page.goto(f"{stack.base_url}/admin/")
    page.locator("#id_login").fill(email)
    page.locator("#id_password").fill(password)
    go(page, page.locator("form:has(#id_password) button[type=submit]").first)
    page.locator("#id_code").fill(authenticator_code(secret))
    go(page, page.locator("form:has(#id_code) button.btn-wide"))
    expect(page.locator("#desk-menu")).to_be_attached()


def authenticator_code(secret: str) -> str:
    """What an authenticator with this secret shows now (RFC 6238)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"


def go(page: Page, button) -> None:
    """Press something that leads to another page, and be there when this returns."""
    with page.expect_navigation():
        button.click()


def press(page: Page, step: str) -> None:
    """The button of a step of the desk, which must be done and not refused."""
    go(page, page.locator(f"form[action$='/do/{step}/'] button.btn").first)
    refused = page.locator(".callout-bad, .message-error, .errorlist").all_inner_texts()
    assert refused == [], f"{step}: {refused}"


def answer(page: Page, **answers: object) -> None:
    """Fill the fields of a form by name: text, a choice by its value, several by a list, a box by True."""
    for name, value in answers.items():
        boxes = page.locator(f"#field-{name} [name='{name}'], #field-{name} [name^='{name}_']")
        kind = boxes.first.evaluate("box => box.tagName === 'SELECT' ? 'select' : box.type")
        if kind == "select":
            boxes.first.select_option(str(value))
        elif kind == "radio":
            boxes.and_(page.locator(f"[value='{value}']")).check()
        elif kind == "checkbox":
            chosen = value if isinstance(value, Iterable) and not isinstance(value, str) else [None]
            for one in chosen:
                (boxes if one is None else boxes.and_(page.locator(f"[value='{one}']"))).first.check()
        else:
            boxes.first.fill(str(value))


def picture(name: str = "photo.jpg") -> FilePayload:
    """A photo as a phone takes it, only smaller."""
    image = Image.new("RGB", (480, 360), "#8a6d4b")
    ImageDraw.Draw(image).rectangle((60, 120, 420, 330), fill="#c8553d")
    content = BytesIO()
    image.save(content, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": content.getvalue()}
