"""Block Kit as HTML, a function a block."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from ..store import Document
from .elements import element_html, picture_html, text_html
from .markdown import markdown_html
from .mrkdwn import plain_html
from .names import Names, attribute, link
from .rich import rich_html


def blocks_html(names: Names, blocks: list[Document]) -> str:
    """All blocks; one that the page cannot draw says so."""
    return "".join(_block(names, block) for block in blocks)


def _block(names: Names, block: Document) -> str:
    draw = DRAWN.get(block["type"])
    if draw is None:
        kind = escape(block["type"])
        return f'<div class="block unknown">A block of type “{kind}” is not drawn here.</div>'
    kind = block["type"].replace("_", "-")
    return f'<div class="block {kind}">{draw(names, block)}</div>'


def _section(names: Names, block: Document) -> str:
    html = f'<div class="text">{text_html(names, block["text"])}</div>' if "text" in block else ""
    if block.get("fields"):
        cells = "".join(f'<div class="cell">{text_html(names, f)}</div>' for f in block["fields"])
        html += f'<div class="fields">{cells}</div>'
    html = f'<div class="said">{html}</div>'
    if block.get("accessory"):
        html += f'<div class="accessory">{element_html(names, block, block["accessory"])}</div>'
    return html


def _header(names: Names, block: Document) -> str:
    return f"<h3>{plain_html(block['text']['text'])}</h3>"


def _divider(names: Names, block: Document) -> str:
    return "<hr>"


def _image(names: Names, block: Document) -> str:
    title = block.get("title")
    caption = f'<div class="caption">{plain_html(title["text"])}</div>' if title else ""
    return caption + picture_html(block, "large")


def _actions(names: Names, block: Document) -> str:
    return "".join(element_html(names, block, element) for element in block["elements"])


def _context(names: Names, block: Document) -> str:
    return "".join(
        picture_html(each, "small")
        if each["type"] == "image"
        else f'<span class="part">{text_html(names, each)}</span>'
        for each in block["elements"]
    )


def _input(names: Names, block: Document) -> str:
    label = block["label"]["text"]
    optional = ' <span class="optional">(optional)</span>' if block.get("optional") else ""
    dispatch = " data-dispatch" if block.get("dispatch_action") else ""
    hint = f'<p class="hint">{plain_html(block["hint"]["text"])}</p>' if block.get("hint") else ""
    return (
        f'<div class="field" data-field="{attribute(block["block_id"])}"{dispatch}>'
        f'<span class="label">{plain_html(label)}{optional}</span>'
        f"{element_html(names, block, block['element'], label)}{hint}"
        '<p class="complaint" role="alert"></p></div>'
    )


def _markdown(names: Names, block: Document) -> str:
    return markdown_html(block["text"])


def _table(names: Names, block: Document) -> str:
    settings = [setting or {} for setting in block.get("column_settings", [])]
    rows = []
    for number, row in enumerate(block["rows"]):
        tag = "td" if number else "th"
        cells = ""
        for column, cell in enumerate(row):
            align = settings[column].get("align", "left") if column < len(settings) else "left"
            cells += f'<{tag} class="{attribute(align)}">{_cell(names, cell)}</{tag}>'
        rows.append(f"<tr>{cells}</tr>")
    return f'<table class="grid">{"".join(rows)}</table>'


def _cell(names: Names, cell: Document) -> str:
    if cell["type"] == "rich_text":
        return rich_html(names, cell)
    return escape(str(cell.get("text") or cell.get("value", "")))


def _alert(names: Names, block: Document) -> str:
    level = attribute(block.get("level", "default"))
    return f'<div class="notice {level}" role="note">{text_html(names, block["text"])}</div>'


def _card(names: Names, block: Document) -> str:
    html = picture_html(block["hero_image"], "large") if block.get("hero_image") else ""
    for part, tag in (("title", "h4"), ("subtitle", "h5"), ("body", "div")):
        if block.get(part):
            html += f"<{tag}>{text_html(names, block[part])}</{tag}>"
    buttons = [element_html(names, block, each) for each in block.get("actions", [])]
    return f'{html}<div class="row">{"".join(buttons)}</div>'


def _carousel(names: Names, block: Document) -> str:
    return "".join(f'<div class="block card">{_card(names, c)}</div>' for c in block["elements"])


def _container(names: Names, block: Document) -> str:
    title = text_html(names, block["title"]) if block.get("title") else ""
    if block.get("rich_text_title"):
        title = rich_html(names, block["rich_text_title"])
    inner = blocks_html(names, block["child_blocks"])
    if not block.get("is_collapsible"):
        return f"<h4>{title}</h4>{inner}"
    is_open = "" if block.get("default_collapsed") else " open"
    return f"<details{is_open}><summary>{title}</summary>{inner}</details>"


def _task(names: Names, block: Document) -> str:
    status = block.get("status", "pending")
    details = rich_html(names, block["details"]) if block.get("details") else ""
    output = rich_html(names, block["output"]) if block.get("output") else ""
    mark = {"pending": "○", "in_progress": "◐", "complete": "●", "error": "✕"}[status]
    title = f'<h5><span class="mark {status}">{mark}</span> {escape(block["title"])}</h5>'
    return title + details + output


def _plan(names: Names, block: Document) -> str:
    tasks = "".join(f"<li>{_task(names, task)}</li>" for task in block.get("tasks", []))
    return f'<h4>{escape(block["title"])}</h4><ol class="plan">{tasks}</ol>'


def _video(names: Names, block: Document) -> str:
    title = link(block.get("title_url") or block["video_url"], plain_html(block["title"]["text"]))
    more = block.get("description")
    return f"<h4>▶ {title}</h4>{plain_html(more['text']) if more else ''}"


def _file(names: Names, block: Document) -> str:
    return f"📄 {escape(block['external_id'])}"


def _call(names: Names, block: Document) -> str:
    return f"📞 {escape(block['call_id'])}"


def _provider(names: Names, block: Document) -> str:
    state = "connected" if block["is_connected"] else "not connected"
    return f"<h4>{plain_html(block['name']['text'])}</h4>{state}"


DRAWN: dict[str, Callable[[Names, Document], str]] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "image": _image,
    "actions": _actions,
    "context": _context,
    "context_actions": _actions,
    "input": _input,
    "markdown": _markdown,
    "rich_text": rich_html,
    "table": _table,
    "alert": _alert,
    "card": _card,
    "carousel": _carousel,
    "container": _container,
    "task_card": _task,
    "plan": _plan,
    "video": _video,
    "file": _file,
    "call": _call,
    "auth_provider": _provider,
}
