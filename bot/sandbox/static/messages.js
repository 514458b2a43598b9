// A list of messages kept in step with the server, and what can be done with each of them.
import { dayName, fragment, morph, post, toast, told } from "./dom.js";
import { askText, confirmed } from "./ask.js";
import { listen } from "./controls.js";
import { showMenu, showPicker } from "./popover.js";

const FOLLOW_SECONDS = 300;
const SHOWN = 200;

export class MessageList {
  // `context()` gives user, channel, state; `openThread(ts)` shows a thread.
  constructor(root, context, openThread, threaded = false) {
    this.root = root;
    this.threaded = threaded;
    this.context = context;
    this.openThread = openThread;
    this.drawn = new Map();
    this.byTs = new Map();
    root.addEventListener("click", (event) => this.clicked(event));
    listen(root, (control) => {
      const article = control.closest("article");
      return { user: context().user, channel: context().channel, ts: article.dataset.ts, root: article };
    });
  }

  clear() {
    this.drawn.clear();
    this.byTs.clear();
    this.root.replaceChildren();
  }

  // `beginning` is said above the first message, unless older ones were left out.
  show(messages, beginning = "") {
    const atEnd = this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight < 80;
    const first = !this.drawn.size;
    const wanted = [];
    let before = null;
    let root = this.threaded;
    if (beginning && messages.length < SHOWN) wanted.push(this.node("beginning", `<p class="beginning"></p>`, beginning));
    this.byTs = new Map(messages.map((message) => [message.ts, message]));
    for (const message of messages) {
      const day = dayName(new Date(Number(message.ts) * 1000));
      if (day !== before?.day) wanted.push(this.node(`day ${day}`, `<div class="day"><span>${day}</span></div>`));
      const node = this.node(message.ts, message.html);
      node.classList.toggle("follow", follows(before?.message, message) && day === before?.day);
      wanted.push(node);
      before = { day, message };
      if (root && messages.length > 1) {
        const count = messages.length - 1;
        wanted.push(this.node("replies", `<div class="replies-line">${count} ${count === 1 ? "reply" : "replies"}</div>`));
        before = { day };
        root = false;
      }
    }
    this.arrange(wanted);
    if (atEnd || first) this.root.scrollTop = this.root.scrollHeight;
  }

  node(key, html, text = "") {
    const known = this.drawn.get(key);
    if (known?.html === html) return known.node;
    const wanted = fragment(html).firstElementChild;
    const node = known ? morph(known.node, wanted) : wanted;
    if (text) node.textContent = text;
    this.drawn.set(key, { html, node });
    return node;
  }

  arrange(wanted) {
    const keep = new Set(wanted);
    for (const [key, { node }] of this.drawn) {
      if (keep.has(node)) continue;
      node.remove();
      this.drawn.delete(key);
    }
    wanted.forEach((node, index) => {
      if (this.root.children[index] !== node) this.root.insertBefore(node, this.root.children[index] ?? null);
    });
  }

  clicked(event) {
    const button = event.target.closest("[data-do]");
    const article = event.target.closest("article");
    if (!button || !article) return;
    const message = this.byTs.get(article.dataset.ts);
    const { user, channel } = this.context();
    const target = { user, channel, ts: message.ts };
    const acts = {
      toggle: () => this.react(target, button.dataset.name),
      pick: () => showPicker(button, this.context().state.emoji, (name) => this.react(target, name)),
      thread: () => this.openThread(message.thread_ts ?? message.ts),
      more: () => this.menu(button, message, target),
      dismiss: () => post("dismiss", target).then(told),
    };
    acts[button.dataset.do]();
  }

  async react(target, name) {
    told(await post("reaction", { ...target, name }));
  }

  menu(button, message, target) {
    const { state, user } = this.context();
    const shortcuts = state.shortcuts
      .filter((each) => each.kind === "message")
      .map((each) => ({
        text: each.name,
        note: state.app.name,
        act: async () => told(await post("shortcut", { ...target, callback_id: each.callback_id })),
      }));
    const own = message.user === user && !message.subtype;
    showMenu(button, "Message menu", [
      ...shortcuts,
      ...(shortcuts.length ? [{ separator: true }] : []),
      { text: "Reply in thread", act: () => this.openThread(message.thread_ts ?? message.ts) },
      { text: message.pinned_to ? "Unpin from channel" : "Pin to channel", act: async () => told(await post("pin", target)) },
      { text: "Copy link", act: () => copyLink(target) },
      ...(own ? [{ separator: true }, { text: "Edit message", act: () => edit(message, target) }, { text: "Delete message…", act: () => remove(target) }] : []),
    ]);
  }
}

function follows(before, message) {
  if (before?.user !== message.user || before.username !== message.username) return false;
  if (before.subtype || message.subtype || message.is_ephemeral || before.is_ephemeral || message.pinned_to) return false;
  return Number(message.ts) - Number(before.ts) < FOLLOW_SECONDS;
}

async function copyLink({ channel, ts }) {
  const link = new URL(`archives/${channel}/p${ts.replace(".", "")}`, document.baseURI).href;
  await navigator.clipboard.writeText(link);
  toast("Link copied.");
}

const plain = (text) =>
  text.replace(/<([^>|]+)(\|[^>]*)?>/g, "$1").replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

async function edit(message, target) {
  const text = await askText({ title: "Edit message", value: plain(message.text), yes: "Save changes" });
  if (text) told(await post("edit", { ...target, text }));
}

async function remove(target) {
  const sure = await confirmed({ title: "Delete message", text: "This cannot be undone.", yes: "Delete" });
  if (sure) told(await post("delete", target));
}
