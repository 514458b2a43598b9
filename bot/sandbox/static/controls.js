// Block Kit's controls: read their values, and send an act when one is used.
import { element, post, told } from "./dom.js";
import { confirmed } from "./ask.js";

const SILENT = new Set(["button", "overflow", "workflow_button", "icon_button", "feedback_buttons"]);

export function valueOf(control) {
  const kind = control.dataset.kind;
  if (control.classList.contains("boxes")) {
    const chosen = [...control.querySelectorAll("input:checked")].map((box) => box.value);
    return kind === "radio_buttons" ? (chosen[0] ?? null) : chosen;
  }
  if (kind === "datetimepicker") return control.value ? Math.floor(new Date(control.value) / 1000) : null;
  return control.value;
}

export function valuesIn(root) {
  const values = {};
  for (const control of root.querySelectorAll("[data-kind]")) {
    const { block, action, kind } = control.dataset;
    if (SILENT.has(kind)) continue;
    (values[block] ??= {})[action] = valueOf(control);
  }
  return values;
}

// `place(node)` says where a control is: its user and channel and ts, or view, and the root whose
// other values go along.
export function listen(container, place) {
  container.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-action]");
    if (!button || !container.contains(button)) return;
    event.preventDefault();
    if (button.dataset.url) window.open(button.dataset.url, "_blank", "noopener");
    button.closest("details.overflow")?.removeAttribute("open");
    await use(button, button.value, place);
  });
  container.addEventListener("change", (event) => {
    const control = event.target.closest("[data-kind]");
    if (!control || SILENT.has(control.dataset.kind)) return;
    const field = control.closest(".block.input");
    if (field && !field.querySelector("[data-dispatch]")) return;
    use(control, valueOf(control), place);
  });
  container.addEventListener("input", (event) => {
    if (event.target.dataset.kind === "external_select") suggest(event.target, place);
  });
}

async function use(control, value, place) {
  const where = place(control);
  if (!where) return;
  if (control.dataset.confirm) {
    const { title, text, confirm: yes, deny: no } = JSON.parse(control.dataset.confirm);
    if (!(await confirmed({ title, text, yes, no }))) return;
  }
  const { root, ...rest } = where;
  control.setAttribute("aria-busy", "true");
  told(
    await post("action", {
      ...rest,
      block_id: control.dataset.block,
      action_id: control.dataset.action,
      value,
      values: valuesIn(root),
    }),
  );
  control.removeAttribute("aria-busy");
}

async function suggest(input, place) {
  const { root, ...rest } = place(input);
  const { block: block_id, action: action_id } = input.dataset;
  const answer = await post("options", { ...rest, block_id, action_id, value: input.value });
  const id = `options-${block_id}-${action_id}`;
  document.getElementById(id)?.remove();
  const options = (answer.options ?? []).map((o) => element("option", { value: o.value }, o.text.text));
  input.parentElement.append(element("datalist", { id }, ...options));
  input.setAttribute("list", id);
}
