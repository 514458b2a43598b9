// Where people write: messages, and slash commands with a list to choose from.
import { element, post, toast, told, upload } from "./dom.js";

const BUILT_IN = [{ name: "/invite", usage_hint: "@someone", description: "Bring somebody into this channel" }];

export class Composer {
  // `context()` gives user, channel, thread, state; `menu(button)` opens the shortcuts.
  constructor(area, label, context, menu) {
    this.context = context;
    this.label = label;
    this.list = element("ul", { class: "suggestions", role: "listbox", "aria-label": "Suggestions", hidden: true });
    this.input = element("textarea", { rows: "1", "aria-label": label, placeholder: "", autocomplete: "off", spellcheck: "true" });
    this.send = element("button", { type: "button", class: "send", "aria-label": "Send", onclick: () => this.submit() }, "➤");
    this.lightning = element("button", { type: "button", class: "plain", "aria-label": "Shortcuts", title: "Shortcuts", onclick: () => menu(this.lightning) }, "⚡");
    this.file = element("input", { type: "file", "aria-label": `File for ${label}`, hidden: true, onchange: () => this.share() });
    const clip = element("button", { type: "button", class: "plain", "aria-label": "Attach a file", title: "Attach a file", onclick: () => this.file.click() }, "📎");
    const hint = element("span", { class: "keys" }, "Enter sends, Shift + Enter starts a line");
    const bar = element("div", { class: "bar" }, this.lightning, clip, this.file, hint, this.send);
    this.box = element("div", { class: "composer" }, this.list, this.input, bar);
    area.replaceChildren(this.box);
    this.input.addEventListener("input", () => this.changed());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("blur", () => setTimeout(() => (this.list.hidden = true), 150));
  }

  placeholder(text) {
    this.input.placeholder = text;
  }

  changed() {
    this.input.style.setProperty("height", "auto");
    this.input.style.setProperty("height", `${Math.min(this.input.scrollHeight, 220)}px`);
    this.send.classList.toggle("ready", Boolean(this.input.value.trim()));
    this.suggest();
  }

  suggest() {
    const before = this.input.value.slice(0, this.input.selectionStart);
    const found = before.startsWith("/") && !before.includes(" ") ? this.commands(before) : this.people(before);
    this.list.replaceChildren(
      ...found.map((each) =>
        element(
          "li",
          { role: "option", "aria-selected": "false", onpointerdown: (event) => (event.preventDefault(), this.complete(each)) },
          element("strong", {}, each.shown),
          element("span", { class: "usage" }, each.usage),
          element("span", { class: "about" }, each.about),
        ),
      ),
    );
    this.found = found;
    this.list.hidden = !found.length;
    this.choose(0);
  }

  commands(typed) {
    const known = this.context().thread ? [] : [...this.context().state.commands, ...BUILT_IN];
    return known
      .filter((each) => each.name.startsWith(typed) && each.name !== typed)
      .map((each) => ({ shown: each.name, insert: `${each.name} `, from: 0, usage: each.usage_hint, about: each.description }));
  }

  people(before) {
    const match = before.match(/(^|\s)@([\w-]*)$/);
    if (!match) return [];
    const { users, app } = this.context().state;
    const all = [{ name: app.name, handle: app.name.toLowerCase(), title: "app" }, ...users];
    return all
      .filter((each) => each.handle.startsWith(match[2].toLowerCase()))
      .map((each) => ({ shown: `@${each.name}`, insert: `@${each.handle} `, from: match.index + match[1].length, usage: "", about: each.title }));
  }

  choose(index) {
    this.chosen = index;
    [...this.list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
  }

  complete({ insert, from }) {
    const rest = this.input.value.slice(this.input.selectionStart);
    this.input.value = this.input.value.slice(0, from) + insert + rest;
    this.changed();
    this.input.focus();
  }

  pressed(event) {
    const open = !this.list.hidden && this.found.length;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.choose((this.chosen + step + this.found.length) % this.found.length);
    } else if (open && (event.key === "Tab" || event.key === "Enter")) {
      event.preventDefault();
      this.complete(this.found[this.chosen]);
    } else if (open && event.key === "Escape") {
      this.list.hidden = true;
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    }
  }

  async submit() {
    const text = this.input.value.trim();
    if (!text) return;
    const { user, channel, thread } = this.context();
    this.input.value = "";
    this.changed();
    const answer = await this.carry(text, user, channel, thread);
    if (!answer.ok && !this.input.value) {
      this.input.value = text;
      this.changed();
    }
  }

  async share() {
    const [file] = this.file.files;
    if (!file) return;
    const { user, channel, thread } = this.context();
    const text = this.input.value.trim();
    const answer = told(await upload({ user, channel, thread_ts: thread, text, file }));
    this.file.value = "";
    if (!answer.ok) return;
    this.input.value = "";
    this.changed();
  }

  async carry(text, user, channel, thread) {
    if (!text.startsWith("/")) return told(await post("message", { user, channel, text, thread_ts: thread }));
    if (thread) {
      toast("Slack has no commands in threads. Mention the app instead, or write the command in the channel.");
      return { ok: false };
    }
    if (text.startsWith("/invite ")) return this.invite(text, user, channel);
    return told(await post("command", { user, channel, text }));
  }

  async invite(text, user, channel) {
    const { users, app } = this.context().state;
    const wanted = text.slice(8).split(/\s+/).map((word) => word.replace(/^@/, "").toLowerCase());
    const known = [{ id: app.user, handle: app.name.toLowerCase() }, ...users];
    const ids = known.filter((each) => wanted.includes(each.handle)).map((each) => each.id);
    if (!ids.length) {
      toast("Nobody here has that name.");
      return { ok: false };
    }
    return told(await post("invite", { user, channel, users: ids }));
  }
}
