// The modal on top of a person's screen; the server holds the stack.
import { $, fragment, get, post, told } from "./dom.js";
import { listen, valuesIn } from "./controls.js";

let current = null;
let who = () => "";

export function start(user) {
  who = user;
  listen($("modal-body"), () => ({ user: who(), view_id: current.id, root: $("modal-body") }));
  $("modal-form").addEventListener("submit", submit);
  $("modal-cancel").addEventListener("click", () => cancel());
  $("modal-x").addEventListener("click", () => cancel(true));
  $("modal").addEventListener("cancel", (event) => {
    event.preventDefault();
    cancel();
  });
}

export async function refresh() {
  const { ok, view } = await get("view", { user: who() });
  if (!ok) return;
  if (!view) {
    current = null;
    $("modal").close();
    return;
  }
  if (current?.id === view.id && current.hash === view.hash) return;
  const typed = current?.id === view.id ? valuesIn($("modal-body")) : {};
  current = view;
  draw(view);
  restore(typed);
  if (!$("modal").open) $("modal").showModal();
  ($("modal-body").querySelector("[autofocus], input, textarea, select") ?? $("modal-submit")).focus();
}

function draw(view) {
  $("modal-title").textContent = view.title;
  $("modal-body").replaceChildren(fragment(view.html));
  $("modal-cancel").textContent = view.close;
  $("modal-submit").textContent = view.submit;
  $("modal-submit").hidden = !view.submit;
  $("modal-trouble").textContent = "";
}

// Slack keeps what was typed when a view is updated and its ids stay.
function restore(values) {
  for (const control of $("modal-body").querySelectorAll("input[data-kind], textarea[data-kind], select[data-kind]")) {
    const value = values[control.dataset.block]?.[control.dataset.action];
    if (typeof value === "string" && value) control.value = value;
  }
}

async function submit(event) {
  event.preventDefault();
  if (!current) return;
  $("modal-submit").disabled = true;
  complain({});
  const values = valuesIn($("modal-body"));
  const answer = await post("view_submit", { user: who(), view_id: current.id, values });
  $("modal-submit").disabled = false;
  if (answer.errors) complain(answer.errors);
  else if (answer.trouble || !answer.ok) $("modal-trouble").textContent = answer.trouble ?? answer.error;
  await refresh();
}

function complain(errors) {
  for (const field of $("modal-body").querySelectorAll("[data-field]")) {
    const problem = errors[field.dataset.field] ?? "";
    field.classList.toggle("wrong", Boolean(problem));
    field.querySelector(".complaint").textContent = problem;
    field.querySelector("[data-kind]").setAttribute("aria-invalid", String(Boolean(problem)));
  }
  $("modal-body").querySelector(".wrong input, .wrong textarea, .wrong select")?.focus();
}

// Cancel leads back to the form below; the cross closes them all.
async function cancel(all = false) {
  if (current) told(await post("view_close", { user: who(), view_id: current.id, all }));
  await refresh();
}
