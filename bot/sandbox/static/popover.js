// One menu at a time, beside the button that opened it.
import { $, element } from "./dom.js";

let opener = null;

export function showMenu(button, label, items) {
  const menu = items.map((item) =>
    item.separator
      ? element("hr")
      : element(
          "button",
          { type: "button", role: "menuitem", class: "item", onclick: () => choose(item.act) },
          element("span", {}, item.text),
          ...(item.note ? [element("small", {}, item.note)] : []),
        ),
  );
  open(button, label, "list", menu);
}

export function showPicker(button, emoji, act) {
  const buttons = emoji.map(({ name, char }) =>
    element(
      "button",
      { type: "button", role: "menuitem", "aria-label": `:${name}:`, title: `:${name}:`, onclick: () => choose(() => act(name)) },
      char,
    ),
  );
  open(button, "Choose an emoji", "picker", buttons);
}

function choose(act) {
  hide();
  act();
}

function open(button, label, kind, children) {
  const popover = $("popover");
  opener = button;
  popover.className = `popover ${kind}`;
  popover.setAttribute("aria-label", label);
  popover.replaceChildren(...children);
  popover.hidden = false;
  const at = button.getBoundingClientRect();
  const size = popover.getBoundingClientRect();
  const top = at.bottom + size.height + 8 > innerHeight ? Math.max(8, at.top - size.height - 4) : at.bottom + 4;
  popover.style.setProperty("top", `${top}px`);
  popover.style.setProperty("left", `${Math.max(8, Math.min(at.left, innerWidth - size.width - 12))}px`);
  popover.querySelector("button")?.focus();
}

export function hide() {
  if ($("popover").hidden) return;
  $("popover").hidden = true;
  opener?.focus();
}

document.addEventListener("keydown", (event) => {
  if ($("popover").hidden) return;
  const items = [...$("popover").querySelectorAll("button")];
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step) {
    event.preventDefault();
    const next = (items.indexOf(document.activeElement) + step + items.length) % items.length;
    items[next].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    hide();
  }
});

document.addEventListener("pointerdown", (event) => {
  if (!$("popover").hidden && !$("popover").contains(event.target)) $("popover").hidden = true;
});
