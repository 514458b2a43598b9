// The page: who is looking, at what, and what has changed since.
import { $, AWAY, element, fragment, get, post, toast, told } from "./dom.js";
import { askText } from "./ask.js";
import { Composer } from "./composer.js";
import { listen } from "./controls.js";
import { MessageList } from "./messages.js";
import * as modal from "./modal.js";
import { showMenu } from "./popover.js";

const here = { user: "", channel: "", thread: "", tab: "", direct: "", state: null, unread: new Set(), seen: {} };

const context = () => ({ user: here.user, channel: here.channel, state: here.state, thread: "" });
const threadContext = () => ({ ...context(), thread: here.thread });

const list = new MessageList($("messages"), context, openThread);
const threadList = new MessageList($("thread-messages"), context, openThread, true);
const composer = new Composer($("composer-area"), "Message composer", context, shortcuts);
const threadComposer = new Composer($("thread-composer-area"), "Reply composer", threadContext, shortcuts);
let homeView = null;

function shortcuts(button) {
  const global = here.state.shortcuts.filter((each) => each.kind === "global");
  const items = global.map((each) => ({
    text: each.name,
    note: each.description,
    act: async () => told(await post("shortcut", { user: here.user, callback_id: each.callback_id })),
  }));
  showMenu(button, "Shortcuts", items.length ? items : [{ text: "The app has no shortcuts", act: () => {} }]);
}

async function loadState() {
  const state = await get("state", { user: here.user });
  if (!state.ok) return;
  here.state = state;
  if (!here.user) here.user = here.state.users[0].id;
  here.direct = here.state.channels.find((room) => room.is_im && !room.hidden)?.id ?? "";
  drawSidebar();
}

// Everybody is in some channel; guests are not in #general.
function firstRoom() {
  const rooms = here.state.channels.filter((room) => !isHidden(room) && room.is_member);
  return rooms.find((room) => room.name === "general") ?? rooms[0];
}

const isHidden = (room) => room.hidden || room.is_im;

let drawn = "";

// Drawn only when something differs, so that a click never meets a button that was just replaced.
function drawSidebar() {
  const { state } = here;
  const now = JSON.stringify([here.user, here.channel, here.direct, [...here.unread], state.users, state.channels.map((room) => ({ ...room, latest: 0 }))]);
  if (now === drawn) return;
  drawn = now;
  $("team").textContent = state.team.name;
  $("persona").replaceChildren(
    ...state.users.map((user) =>
      element("option", { value: user.id, selected: user.id === here.user }, `${user.name}${user.guest ? "" : ` · ${user.title}`}`),
    ),
  );
  const rooms = state.channels.filter((room) => !isHidden(room));
  rooms.sort((a, b) => a.is_archived - b.is_archived || a.name.localeCompare(b.name));
  $("channels").replaceChildren(...rooms.map(channelItem));
  const active = here.channel === here.direct && here.direct;
  const unread = here.unread.has(here.direct) ? "unread" : "";
  $("apps").replaceChildren(
    element("li", {}, element("button", { type: "button", class: `room ${unread}`, "aria-current": active ? "page" : false, onclick: () => openApp("home") }, element("span", { class: "hash", "aria-hidden": "true" }, "◆"), state.app.name)),
  );
}

function channelItem(room) {
  const classes = ["room", here.unread.has(room.id) ? "unread" : "", room.is_member ? "" : "outside", room.is_archived ? "archived" : ""];
  const mark = element("span", { class: "hash", "aria-hidden": "true" }, room.is_private ? "🔒" : "#");
  const current = room.id === here.channel ? "page" : false;
  const label = `Channel ${room.name}`;
  return element("li", {}, element("button", { type: "button", class: classes.join(" "), "aria-current": current, "aria-label": label, onclick: () => openChannel(room.id) }, mark, element("span", { class: "name" }, room.name)));
}

async function openChannel(id, thread = "") {
  here.channel = id;
  here.tab = id === here.direct ? "messages" : "";
  list.clear();
  history.replaceState(null, "", address());
  if (here.thread !== thread) closeThread();
  await refreshChannel();
  composer.input.focus();
  if (thread) await openThread(thread);
}

const address = () => `${new URL(document.baseURI).pathname.replace(/\/$/, "") || "/"}?user=${here.user}#${here.channel}`;

async function refreshChannel() {
  const channel = here.channel;
  const seen = await get("messages", { user: here.user, channel });
  if (channel !== here.channel || seen.error === AWAY) return;
  if (!seen.ok) {
    toast("This person cannot see that channel.");
    return openChannel(firstRoom().id);
  }
  here.unread.delete(channel);
  drawSidebar();
  drawTop(seen);
  list.show(seen.messages, beginning(seen.channel));
}

function drawTop(seen) {
  const room = seen.channel;
  const app = here.tab !== "";
  $("title").textContent = app ? here.state.app.name : `${room.is_private ? "🔒 " : "# "}${room.name}`;
  document.title = `${app ? here.state.app.name : room.name} · ${here.state.team.name}`;
  $("topic").textContent = app ? "App" : room.topic.value || room.purpose.value;
  $("tabs").hidden = !app;
  $("tab-home").setAttribute("aria-selected", String(here.tab === "home"));
  $("tab-messages").setAttribute("aria-selected", String(here.tab === "messages"));
  $("home").hidden = here.tab !== "home";
  $("messages").hidden = here.tab === "home";
  $("composer-area").hidden = here.tab === "home" || !room.is_member || room.is_archived;
  composer.placeholder(app ? `Message ${room.name === "" ? "" : here.state.app.name}` : `Message #${room.name}`);
  drawSide(seen, app);
  $("bookmarks").hidden = !seen.bookmarks.length;
  $("bookmarks").replaceChildren(...seen.bookmarks.map((each) => element("a", { href: each.link, target: "_blank", rel: "noopener noreferrer" }, `🔖 ${each.title}`)));
}

function beginning(room) {
  if (here.tab) return `This is the beginning of your conversation with ${here.state.app.name}.`;
  return `This is the beginning of #${room.name}.`;
}

function drawSide(seen, app) {
  const room = seen.channel;
  if (app) return $("side").replaceChildren();
  if (room.is_archived) return $("side").replaceChildren(element("span", { class: "count" }, "Archived"));
  const people = element("button", { type: "button", class: "btn", "aria-label": `${seen.members.length} members, add people`, onclick: () => inviteMenu(people, seen) }, `👤 ${seen.members.length}`);
  const join = element("button", { type: "button", class: "btn primary", onclick: async () => told(await post("join", { user: here.user, channel: room.id })) }, "Join channel");
  const pins = seen.pins ? [element("span", { class: "count" }, `📌 ${seen.pins}`)] : [];
  $("side").replaceChildren(...pins, room.is_member ? people : join);
}

function inviteMenu(button, seen) {
  const { users, app } = here.state;
  const all = [{ id: app.user, name: app.name, title: "App" }, ...users];
  const inside = all.filter((each) => seen.members.includes(each.id)).map((each) => ({ text: each.name, note: "in this channel", act: () => {} }));
  const outside = all.filter((each) => !seen.members.includes(each.id));
  showMenu(button, "Members", [
    ...inside,
    ...(outside.length ? [{ separator: true }] : []),
    ...outside.map((each) => ({
      text: `Add ${each.name}`,
      note: each.title,
      act: async () => told(await post("invite", { user: here.user, channel: seen.channel.id, users: [each.id] })),
    })),
  ]);
}

async function openApp(tab) {
  const opened = told(await post("open_app", { user: here.user, tab }));
  here.direct = opened.channel;
  await loadState();
  await openChannel(opened.channel);
  here.tab = tab;
  await refreshHome();
  await refreshChannel();
}

async function refreshHome() {
  const { ok, view } = await get("home", { user: here.user });
  if (!ok) return;
  homeView = view;
  const empty = `<p class="empty">${here.state.app.name.replace(/[<&]/g, "")} has put nothing here yet.</p>`;
  $("home").replaceChildren(fragment(view ? view.html : empty));
}

async function openThread(ts) {
  if (here.thread !== ts) threadList.clear();
  here.thread = ts;
  $("thread").hidden = false;
  await refreshThread();
  threadComposer.placeholder("Reply…");
  threadComposer.input.focus();
}

async function refreshThread() {
  const ts = here.thread;
  if (!ts) return;
  const seen = await get("thread", { user: here.user, channel: here.channel, ts });
  if (ts !== here.thread || seen.error === AWAY) return;
  if (!seen.ok) return closeThread();
  const room = here.state.channels.find((each) => each.id === here.channel);
  $("thread-channel").textContent = room && !room.is_im ? `# ${room.name}` : here.state.app.name;
  threadList.show(seen.messages);
}

function closeThread() {
  here.thread = "";
  threadList.clear();
  $("thread").hidden = true;
}

// Many changes in a moment are one request.
function coalesced(act) {
  let waiting = false;
  let again = false;
  return async function run() {
    if (waiting) return void (again = true);
    waiting = true;
    await act();
    waiting = false;
    if (again) {
      again = false;
      run();
    }
  };
}

const redraw = {
  channel: coalesced(refreshChannel),
  thread: coalesced(refreshThread),
  state: coalesced(async () => {
    await loadState();
    await refreshChannel();
  }),
  view: coalesced(modal.refresh),
  home: coalesced(refreshHome),
};

function changed({ kind, channel }) {
  if (kind === "messages" && channel === here.channel) {
    redraw.channel();
    redraw.thread();
  } else if (kind === "messages") {
    here.unread.add(channel);
    drawSidebar();
  } else if (kind === "channels") redraw.state();
  else if (kind === "view") redraw.view();
  else if (kind === "home") redraw.home();
}

let stream = null;
function follow() {
  stream?.close();
  stream = new EventSource(`ui/live?user=${here.user}`);
  stream.onmessage = (event) => changed(JSON.parse(event.data));
  stream.onerror = () => $("away").removeAttribute("hidden");
  stream.addEventListener("hello", () => {
    $("away").hidden = true;
    redraw.state();
    redraw.thread();
    redraw.view();
  });
}

async function become(user) {
  here.user = user;
  here.direct = "";
  here.unread.clear();
  closeThread();
  await loadState();
  const room = here.state.channels.find((each) => each.id === here.channel);
  await openChannel(room && !isHidden(room) ? room.id : firstRoom().id);
  follow();
}

async function start() {
  modal.start(() => here.user);
  listen($("home"), () => homeView && { user: here.user, view_id: homeView.id, root: $("home") });
  const link = location.pathname.match(/archives\/(\w+)\/p(\d+)(\d{6})$/);
  here.user = new URLSearchParams(location.search).get("user") ?? "";
  here.channel = link ? link[1] : location.hash.slice(1);
  await loadState();
  await become(here.user);
  if (link) {
    const root = new URLSearchParams(location.search).get("thread_ts");
    await openThread(root ?? `${link[2]}.${link[3]}`);
  }
}

$("persona").addEventListener("change", (event) => become(event.target.value));
$("thread-close").addEventListener("click", closeThread);
$("tab-home").addEventListener("click", () => openApp("home"));
$("tab-messages").addEventListener("click", () => openApp("messages"));
$("new-channel").addEventListener("click", async () => {
  const name = await askText({ title: "Create a channel", text: "Lower case letters, digits, - and _.", yes: "Create" });
  if (!name) return;
  const made = told(await post("channel", { user: here.user, name: name.trim() }));
  if (made.ok) {
    await loadState();
    await openChannel(made.channel);
  }
});
document.addEventListener("click", (event) => {
  const mention = event.target.closest("a.mention[data-channel]");
  if (!mention) return;
  event.preventDefault();
  openChannel(mention.dataset.channel);
});
start();
