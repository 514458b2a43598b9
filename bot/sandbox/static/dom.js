// Requests, small DOM tools, and times in the reader's own zone.

export const $ = (id) => document.getElementById(id);

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

// The server escaped every text in this HTML; scripts in it would not run under the page's policy.
export function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  localise(template.content);
  return template.content;
}

// Change a node into another one in place: what stays the same keeps its identity, and with it
// focus, an open menu, a half-made click.
export function morph(from, to) {
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) {
    from.replaceWith(to);
    return to;
  }
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return from;
  }
  for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  for (const { name } of [...from.attributes]) if (name !== "open" && !to.hasAttribute(name)) from.removeAttribute(name);
  const before = [...from.childNodes];
  const after = [...to.childNodes];
  after.forEach((child, index) => (before[index] ? morph(before[index], child) : from.append(child)));
  before.slice(after.length).forEach((child) => child.remove());
  return from;
}

export async function get(path, query) {
  try {
    const answer = await fetch(`ui/${path}?${new URLSearchParams(query)}`);
    return await answer.json();
  } catch {
    return { ok: false, error: AWAY };
  }
}

export async function post(path, body) {
  try {
    const answer = await fetch(`ui/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return await answer.json();
  } catch {
    return { ok: false, error: AWAY };
  }
}

export const AWAY = "the sandbox cannot be reached";

export async function upload(fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  try {
    return await (await fetch("ui/upload", { method: "POST", body: form })).json();
  } catch {
    return { ok: false, error: AWAY };
  }
}

let fading;
export function toast(text) {
  $("toast").textContent = text;
  $("toast").classList.add("shown");
  clearTimeout(fading);
  fading = setTimeout(() => $("toast").classList.remove("shown"), 5000);
}

export function told(answer) {
  if (answer.trouble) toast(`${answer.trouble} (${answer.error})`);
  else if (!answer.ok) toast(`That did not work: ${answer.error}`);
  return answer;
}

const format = (date, options) => new Intl.DateTimeFormat(undefined, options).format(date);

const clock = (date) => format(date, { hour: "2-digit", minute: "2-digit" });

export function dayName(date) {
  const days = Math.round((startOfDay(new Date()) - startOfDay(date)) / 86400000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return format(date, { weekday: "long", day: "numeric", month: "long" });
}

const startOfDay = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());

const TOKENS = {
  date_num: (d) => `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, "0")}-${String(d.getDate()).padStart(2, "0")}`,
  date: (d) => format(d, { day: "numeric", month: "long", year: "numeric" }),
  date_short: (d) => format(d, { day: "numeric", month: "short", year: "numeric" }),
  date_long: (d) => format(d, { weekday: "long", day: "numeric", month: "long", year: "numeric" }),
  time: clock,
  time_secs: (d) => format(d, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  ago: (d) => ago((Date.now() - d) / 1000),
};

function ago(seconds) {
  if (Math.abs(seconds) < 60) return "just now";
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size);
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(-Math.round(seconds / size), unit);
}

function dateToken(name, date) {
  if (name.endsWith("_pretty")) {
    const day = dayName(date);
    const plain = name.slice(0, -"_pretty".length);
    return ["Today", "Yesterday"].includes(day) ? day.toLowerCase() : TOKENS[plain](date);
  }
  return TOKENS[name] ? TOKENS[name](date) : `{${name}}`;
}

export function localise(root) {
  for (const each of root.querySelectorAll("time[data-epoch]")) {
    const date = new Date(Number(each.dataset.epoch) * 1000);
    if (Number.isNaN(date.getTime())) continue;
    each.dateTime = date.toISOString();
    each.title = format(date, { dateStyle: "full", timeStyle: "long" });
    const template = each.dataset.format;
    const text = template ? template.replace(/\{(\w+)\}/g, (_, name) => dateToken(name, date)) : clock(date);
    each.textContent = text.charAt(0).toUpperCase() + text.slice(1);
  }
}
